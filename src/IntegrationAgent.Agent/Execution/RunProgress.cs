namespace IntegrationAgent.Agent.Execution;

/// <summary>How far a run has come.</summary>
public sealed class RunProgress
{
    /// <summary>What happens now: <c>connect</c>, <c>read</c>, <c>write</c>, <c>verify</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>Records read.</summary>
    public long Read { get; init; }

    /// <summary>How many there are to read; null where the source does not say.</summary>
    public long? Total { get; init; }

    /// <summary>Records whose outcome is known.</summary>
    public long Done { get; init; }

    /// <summary>Calls to the systems so far.</summary>
    public long Calls { get; init; }

    /// <summary>Since the run began.</summary>
    public TimeSpan Elapsed { get; init; }
}
