namespace IntegrationAgent.Agent.Discovery;

/// <summary>What one question may cost.</summary>
public sealed class DiscoveryLimits
{
    /// <summary>Time on the clock.</summary>
    /// <value>30 seconds.</value>
    public TimeSpan WallTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Processor time of a script.</summary>
    /// <value>5 seconds.</value>
    public TimeSpan CpuTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Memory of a script, in bytes.</summary>
    /// <value>256 MiB.</value>
    public long MemoryBytes { get; init; } = 256L << 20;

    /// <summary>Requests to systems.</summary>
    /// <value>200.</value>
    public int Calls { get; init; } = 200;

    /// <summary>Records read.</summary>
    /// <value>10,000.</value>
    public int Rows { get; init; } = 10_000;

    /// <summary>The size of the answer as a model gets it, in bytes.</summary>
    /// <value>24,000.</value>
    public int AnswerBytes { get; init; } = 24_000;
}
