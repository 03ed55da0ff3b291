namespace IntegrationAgent.Driver;

/// <summary>A job that writes records to one object.</summary>
public sealed class BulkWriteRequest
{
    /// <summary>The object's name.</summary>
    public required string Object { get; init; }

    /// <summary>What to do.</summary>
    public required WriteMode Mode { get; init; }

    /// <summary>The fields that identify a record.</summary>
    public IReadOnlyList<string> KeyFields { get; init; } = [];

    /// <summary>The schema of the pages that will be uploaded.</summary>
    public required RecordSchema Schema { get; init; }

    /// <summary>Chosen by the caller and, where the system can, kept with the job, so that it is found again.</summary>
    public required string CorrelationId { get; init; }
}
