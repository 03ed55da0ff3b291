namespace IntegrationAgent.Driver;

/// <summary>The fields of one object, as this installation has them.</summary>
public sealed class ObjectSchema
{
    /// <summary>The object's name.</summary>
    public required string Name { get; init; }

    /// <summary>The name that people see. Third-party text.</summary>
    public string Label { get; init; } = "";

    /// <summary>The fields, in the system's order.</summary>
    public required IReadOnlyList<FieldSchema> Fields { get; init; }

    /// <summary>The fields that together identify a record; empty where there is no key.</summary>
    public IReadOnlyList<string> KeyFields { get; init; } = [];

    /// <summary>The field that grows with every change of a record, for incremental reads; null where there is none.</summary>
    public string? ChangeField { get; init; }

    /// <summary>
    /// True where a filter on <see cref="ChangeField"/> can miss a change that becomes visible late, and the change feed cannot: incremental reads then go through
    /// the feed.
    /// </summary>
    public bool ChangesNeedFeed { get; init; }

    /// <summary>True where the change feed cannot tell which records were deleted; it then reports none, which does not say that there are none.</summary>
    public bool DeletesUnknown { get; init; }

    /// <summary>Changes whenever the schema does; null where the driver cannot tell cheaply.</summary>
    public string? ETag { get; init; }
}
