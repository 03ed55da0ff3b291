namespace IntegrationAgent.Driver;

/// <summary>The state of a bulk job.</summary>
public sealed class BulkWriteResponse
{
    /// <summary>Where it stands.</summary>
    public required BulkJobState State { get; init; }

    /// <summary>One for each uploaded record, in input order; empty until the job has ended.</summary>
    public IReadOnlyList<WriteOutcome> Outcomes { get; init; } = [];

    /// <summary>Why the job failed as a whole; null otherwise.</summary>
    public DriverError? Error { get; init; }
}
