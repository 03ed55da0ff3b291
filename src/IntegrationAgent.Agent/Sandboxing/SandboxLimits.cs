namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>What one sandboxed process may use. Beyond any of these it is killed, and its end says which one it was.</summary>
public sealed class SandboxLimits
{
    /// <summary>Time on the clock, from the moment the process is taken into use.</summary>
    /// <value>10 minutes; <see cref="Timeout.InfiniteTimeSpan"/> for none.</value>
    public TimeSpan WallTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Processor time of all its threads.</summary>
    /// <value>5 minutes; <see cref="Timeout.InfiniteTimeSpan"/> for none.</value>
    public TimeSpan CpuTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Resident memory, in bytes. Three quarters of it are the managed heap's hard limit.</summary>
    /// <value>512 MiB.</value>
    public long MemoryBytes { get; init; } = 512L << 20;

    /// <summary>Threads; a jailed process is always a single one.</summary>
    /// <value>128.</value>
    public int MaxProcesses { get; init; } = 128;

    /// <summary>What it may write to standard error, in bytes. A script's own console output goes there.</summary>
    /// <value>1 MiB.</value>
    public long MaxOutputBytes { get; init; } = 1L << 20;

    /// <summary>What it may keep in its private folder, in bytes.</summary>
    /// <value>64 MiB.</value>
    public long MaxPrivateBytes { get; init; } = 64L << 20;

    /// <summary>How many files it may keep in its private folder.</summary>
    /// <value>4,096.</value>
    public int MaxPrivateFiles { get; init; } = 4096;
}
