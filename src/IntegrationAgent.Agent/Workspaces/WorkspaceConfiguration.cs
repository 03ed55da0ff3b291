namespace IntegrationAgent.Agent.Workspaces;

/// <summary>What stands in <c>intagent.json</c>. A member that is not known is an error, so that a misspelt rule is not a rule that is off.</summary>
/// <remarks>The members can be set because the JSON reader would otherwise lose the default of a member that the file leaves out.</remarks>
public sealed record WorkspaceConfiguration
{
    /// <summary>The version of this form.</summary>
    public int Version { get; set; } = 1;

    /// <summary>The workspace's name.</summary>
    public required string Name { get; set; }

    /// <summary>What is allowed.</summary>
    public WorkspacePolicy Policy { get; set; } = new();

    /// <summary>The NuGet feeds that drivers come from, in order: URLs, or folders relative to the workspace.</summary>
    public IReadOnlyList<string> Feeds { get; set; } = ["https://api.nuget.org/v3/index.json"];

    /// <summary>Who writes scripts.</summary>
    public ModelSettings Model { get; set; } = new();

    /// <summary>Where scripts run.</summary>
    public SandboxSettings Sandbox { get; set; } = new();

    /// <summary>Where the state is kept.</summary>
    public StateSettings State { get; set; } = new();

    /// <summary>Where the audit's signed checkpoints go.</summary>
    public AuditSettings Audit { get; set; } = new();
}
