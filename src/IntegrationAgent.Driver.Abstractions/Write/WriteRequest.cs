namespace IntegrationAgent.Driver;

/// <summary>Records to write to one object.</summary>
public sealed class WriteRequest
{
    /// <summary>The object's name.</summary>
    public required string Object { get; init; }

    /// <summary>What to do.</summary>
    public required WriteMode Mode { get; init; }

    /// <summary>The fields that identify a record: for upsert, update and delete. Each record has a value for each.</summary>
    public IReadOnlyList<string> KeyFields { get; init; } = [];

    /// <summary>The records. An absent field is left alone, a null clears it. The caller keeps the page.</summary>
    public required RecordPage Records { get; init; }

    /// <summary>True to write all or none where the system can; see the manifest.</summary>
    public bool AllOrNone { get; init; }

    /// <summary>The same for every attempt at the same write; null where the caller does not care.</summary>
    public string? IdempotencyKey { get; init; }
}
