namespace IntegrationAgent.Agent.Discovery;

/// <summary>What the values of a field look like, without showing them.</summary>
public sealed class FieldProfile
{
    /// <summary>The field.</summary>
    public required string Field { get; init; }

    /// <summary>The logical type.</summary>
    public required string Type { get; init; }

    /// <summary>True where the system counted over all its records; null where the numbers are of the records that were looked at.</summary>
    public bool? Counted { get; init; }

    /// <summary>The share of records with a value, from 0 to 1.</summary>
    public required double Filled { get; init; }

    /// <summary>How many different values were seen, up to 1,000; all of them where the system counted.</summary>
    public required int Distinct { get; init; }

    /// <summary>The least value of a number or date; null otherwise.</summary>
    public string? Least { get; init; }

    /// <summary>The greatest value of a number or date; null otherwise.</summary>
    public string? Greatest { get; init; }

    /// <summary>The most frequent shape of a text: <c>A</c> for letters, <c>9</c> for digits; null otherwise.</summary>
    public string? Pattern { get; init; }

    /// <summary>For a field with values to choose from, the share of each that was seen; these are schema, not data.</summary>
    public IReadOnlyDictionary<string, double>? Choices { get; init; }
}
