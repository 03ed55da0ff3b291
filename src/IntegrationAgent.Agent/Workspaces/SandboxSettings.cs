namespace IntegrationAgent.Agent.Workspaces;

/// <summary>Where scripts run.</summary>
public sealed record SandboxSettings
{
    /// <summary><c>auto</c> (the strongest that is there), <c>jail</c>, <c>bubblewrap</c> or <c>e2b</c>. There is no none.</summary>
    /// <value>auto</value>
    public string Kind { get; set; } = "auto";

    /// <summary>Memory of a script, in megabytes.</summary>
    /// <value>512</value>
    public int MemoryMegabytes { get; set; } = 512;

    /// <summary>Processor seconds of a script.</summary>
    /// <value>3,600</value>
    public int CpuSeconds { get; set; } = 3_600;
}
