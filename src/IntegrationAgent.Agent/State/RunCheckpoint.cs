namespace IntegrationAgent.Agent.State;

/// <summary>How far one step of a run has been acknowledged.</summary>
public sealed class RunCheckpoint
{
    /// <summary>The step, as the script's executor numbers or names it.</summary>
    public required string Step { get; init; }

    /// <summary>JSON that the executor understands: where this run's step resumes. Everything before it is acknowledged.</summary>
    public required string Position { get; init; }

    /// <summary>
    /// JSON that the next run of the integration starts from: the change mark with its tie-breaker. It becomes the integration's cursor
    /// when the run ends well. Null leaves the cursor alone.
    /// </summary>
    public string? Cursor { get; init; }
}
