namespace IntegrationAgent.Cli.Demo;

/// <summary>How the demo is set up.</summary>
internal sealed class DemoOptions
{
    public required int Leads { get; init; }

    public required int Seed { get; init; }

    /// <summary>Another org's schema and data; null for the standard org.</summary>
    public string? OrgFile { get; init; }

    /// <summary>Where the workspace is made; null for a new temporary folder.</summary>
    public string? Workspace { get; init; }

    /// <summary>The sentence; null for the usual one about the org's source object.</summary>
    public string? Request { get; init; }

    /// <summary>True when the person answers and approves.</summary>
    public bool Interactive { get; init; }
}
