namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>What Salesforce counted of one field.</summary>
public sealed class FieldAggregates
{
    /// <summary>Its name.</summary>
    public string Field { get; init; } = "";

    /// <summary>Records with a value.</summary>
    public long Filled { get; init; }

    /// <summary>Different values; null: not counted.</summary>
    public long? Distinct { get; init; }

    /// <summary>Of a number or date.</summary>
    public string? Least { get; init; }

    /// <summary>Of a number or date.</summary>
    public string? Greatest { get; init; }

    /// <summary>Records by listed value.</summary>
    public IReadOnlyDictionary<string, long> Choices { get; init; } = new Dictionary<string, long>();

    /// <summary>Records with another value.</summary>
    public long OtherValues { get; init; }
}
