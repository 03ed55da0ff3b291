namespace IntegrationAgent.Agent.Planning;

/// <summary>What happens to one field over all records of a write.</summary>
public sealed class PlannedField
{
    /// <summary>The field.</summary>
    public required string Name { get; init; }

    /// <summary>Records in which it gets a value, where there was none or the record is new.</summary>
    public long Set { get; init; }

    /// <summary>Records in which a value is replaced by another.</summary>
    public long Overwritten { get; init; }

    /// <summary>Records in which a value is cleared.</summary>
    public long Cleared { get; init; }

    /// <summary>Records in which the new value is missing.</summary>
    public long Empty { get; init; }

    /// <summary>The least new value in the order of its text; null where there is none.</summary>
    public string? Least { get; init; }

    /// <summary>The greatest new value in the order of its text; null where there is none.</summary>
    public string? Greatest { get; init; }
}
