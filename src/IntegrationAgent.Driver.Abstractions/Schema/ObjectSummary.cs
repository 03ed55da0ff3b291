namespace IntegrationAgent.Driver;

/// <summary>One object of the system, in a list.</summary>
public sealed class ObjectSummary
{
    /// <summary>The name by which requests address it.</summary>
    public required string Name { get; init; }

    /// <summary>The name that people see. Third-party text.</summary>
    public string Label { get; init; } = "";

    /// <summary>True when the installation added it.</summary>
    public bool Custom { get; init; }

    /// <summary>True when it can be read.</summary>
    public bool Queryable { get; init; } = true;

    /// <summary>True when records can be created or changed.</summary>
    public bool Writable { get; init; }

    /// <summary>About how many records it has; null where that would cost a scan.</summary>
    public long? ApproximateCount { get; init; }
}
