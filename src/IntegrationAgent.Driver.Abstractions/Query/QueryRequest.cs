namespace IntegrationAgent.Driver;

/// <summary>A neutral query: which fields of which records of one object.</summary>
public sealed class QueryRequest
{
    /// <summary>The object's name.</summary>
    public required string Object { get; init; }

    /// <summary>
    /// The fields to read, in the order of the answer's schema. A name with dots is a path along parent relationships, for example <c>Campaign.Name</c>.
    /// </summary>
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>Which records; null for all. Values are parameters, never text.</summary>
    public Filter? Filter { get; init; }

    /// <summary>The order; empty for the system's own.</summary>
    public IReadOnlyList<SortField> OrderBy { get; init; } = [];

    /// <summary>Stop after this many records; null for all.</summary>
    public long? Limit { get; init; }

    /// <summary>About how many records a page should have; null for the driver's choice. A hint.</summary>
    public int? PageSize { get; init; }

    /// <summary>Continue after a page: its <see cref="RecordPage.Cursor"/>. The rest of the request must be the same.</summary>
    public string? Cursor { get; init; }

    /// <summary>Stop with <see cref="StopReason.Budget"/> after this many calls to the system; null for no such stop.</summary>
    public int? MaxCalls { get; init; }

    /// <summary>True to include records that the system keeps as deleted, where it can.</summary>
    public bool IncludeDeleted { get; init; }
}
