namespace IntegrationAgent.Agent.Execution;

/// <summary>The most that a run may do, as it was approved. A run that would do more stops before it does.</summary>
public sealed record Envelope
{
    /// <summary>Records created.</summary>
    public required long MaxCreates { get; init; }

    /// <summary>Records changed.</summary>
    public required long MaxUpdates { get; init; }

    /// <summary>Records deleted.</summary>
    public required long MaxDeletes { get; init; }

    /// <summary>Calls to each system, in all attempts of the run together. What is under way when the last is made may go beyond; reading back is counted and not stopped.</summary>
    public required long MaxCalls { get; init; }

    /// <summary>How long one attempt of the run may take, in seconds.</summary>
    public required int MaxSeconds { get; init; }
}
