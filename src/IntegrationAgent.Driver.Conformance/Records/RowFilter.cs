namespace IntegrationAgent.Driver.Conformance.Records;

/// <summary>The meaning of a filter, as the contract states it, over what the system holds.</summary>
internal sealed class RowFilter(bool ignoresCase)
{
    private readonly StringComparison texts = ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    public bool Matches(Filter filter, ConformanceRow row) => filter switch
    {
        AndFilter and => and.Filters.All(one => Matches(one, row)),
        OrFilter or => or.Filters.Any(one => Matches(one, row)),
        NotFilter not => !Matches(not.Operand, row),
        InFilter list => list.Values.Any(value => Equal(row[list.Field], value)),
        ComparisonFilter comparison => Compare(row[comparison.Field], comparison.Operator, comparison.Value),
        _ => throw new ArgumentException("A filter of an unknown kind.", nameof(filter)),
    };

    private bool Compare(RecordValue held, ComparisonOperator comparison, RecordValue value)
    {
        if (comparison == ComparisonOperator.Equal)
            return Equal(held, value);
        if (comparison == ComparisonOperator.NotEqual)
            return !Equal(held, value);
        if (held.IsNull || value.IsNull)
            return false;
        return comparison switch
        {
            ComparisonOperator.StartsWith => held.ToInvariantString().StartsWith(value.AsString(), texts),
            ComparisonOperator.EndsWith => held.ToInvariantString().EndsWith(value.AsString(), texts),
            ComparisonOperator.Contains => held.ToInvariantString().Contains(value.AsString(), texts),
            ComparisonOperator.Less => Order(held, value) < 0,
            ComparisonOperator.LessOrEqual => Order(held, value) <= 0,
            ComparisonOperator.Greater => Order(held, value) > 0,
            _ => Order(held, value) >= 0,
        };
    }

    private bool Equal(RecordValue held, RecordValue value) =>
        held.IsNull || value.IsNull ? held.IsNull && value.IsNull
        : value.Type is FieldType.String or FieldType.Reference ? string.Equals(held.ToInvariantString(), value.ToInvariantString(), texts)
        : Values.Same(held, value);

    internal static int Order(RecordValue held, RecordValue value) => value.Type switch
    {
        FieldType.Int64 => held.AsInt64().CompareTo(value.AsInt64()),
        FieldType.Double => held.AsDouble().CompareTo(value.AsDouble()),
        FieldType.Decimal => held.AsDecimal().CompareTo(value.AsDecimal()),
        FieldType.Date => held.AsDate().CompareTo(value.AsDate()),
        FieldType.Timestamp => held.AsTimestamp().CompareTo(value.AsTimestamp()),
        _ => throw new ArgumentException($"The kit does not order {value.Type}.", nameof(value)),
    };
}
