using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire.Messages;

/// <summary>Where a bulk job stands. Once it has ended, the outcomes of its records came before it, as <see cref="BatchOutcome"/> events in input order.</summary>
public sealed class BulkResultsReply
{
    /// <summary>Where it stands.</summary>
    public required BulkJobState State { get; init; }

    /// <summary>Why the job failed as a whole; null otherwise.</summary>
    public DriverError? Error { get; init; }
}
