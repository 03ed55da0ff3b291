namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>What Salesforce counted over all records of an object that the user may see.</summary>
/// <remarks>Texts of records are not in it, whatever the fields are.</remarks>
public sealed class ObjectAggregates
{
    /// <summary>Records, without deleted ones.</summary>
    public long Records { get; init; }

    /// <summary>The fields that could be counted, in the order of the question.</summary>
    public IReadOnlyList<FieldAggregates> Fields { get; init; } = [];
}
