namespace IntegrationAgent.Agent.Workspaces;

/// <summary>What stands in <c>intagent.json</c>. A member that is not known is an error, so that a misspelt rule is not a rule that is off.</summary>
public sealed record WorkspaceConfiguration
{
    /// <summary>The version of this form.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The workspace's name.</summary>
    public required string Name { get; init; }

    /// <summary>What is allowed.</summary>
    public WorkspacePolicy Policy { get; init; } = new();

    /// <summary>The NuGet feeds that drivers come from, in order: URLs, or folders relative to the workspace.</summary>
    public IReadOnlyList<string> Feeds { get; init; } = ["https://api.nuget.org/v3/index.json"];

    /// <summary>Who writes scripts.</summary>
    public ModelSettings Model { get; init; } = new();

    /// <summary>Where scripts run.</summary>
    public SandboxSettings Sandbox { get; init; } = new();

    /// <summary>Where the audit's signed checkpoints go.</summary>
    public AuditSettings Audit { get; init; } = new();
}
