namespace IntegrationAgent.Driver;

/// <summary>A field against a value.</summary>
public sealed class ComparisonFilter : Filter
{
    /// <summary>The field or path.</summary>
    public required string Field { get; init; }

    /// <summary>How they are compared.</summary>
    public required ComparisonOperator Operator { get; init; }

    /// <summary>The value. Null only with <see cref="ComparisonOperator.Equal"/> and <see cref="ComparisonOperator.NotEqual"/>.</summary>
    public required RecordValue Value { get; init; }
}
