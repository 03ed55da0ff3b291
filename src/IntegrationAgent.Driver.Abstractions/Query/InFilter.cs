namespace IntegrationAgent.Driver;

/// <summary>A field that has one of these values; false for none.</summary>
public sealed class InFilter : Filter
{
    /// <summary>The field or path.</summary>
    public required string Field { get; init; }

    /// <summary>The values; none of them null.</summary>
    public required IReadOnlyList<RecordValue> Values { get; init; }
}
