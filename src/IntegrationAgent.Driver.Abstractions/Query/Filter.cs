namespace IntegrationAgent.Driver;

/// <summary>
/// A condition on records, as a tree: <see cref="ComparisonFilter"/>, <see cref="InFilter"/>, <see cref="AndFilter"/>, <see cref="OrFilter"/>, <see cref="NotFilter"/>.
/// Immutable. A missing value is a value of its own: <c>Equal</c> null finds it, every other comparison with it is false, and <c>NotEqual</c> to a value finds it.
/// Texts compare by ordinal unless the driver's manifest says that its system ignores case.
/// </summary>
public abstract class Filter
{
    private protected Filter()
    {
    }

    /// <summary>All of these; true for none.</summary>
    public static Filter And(params IReadOnlyList<Filter> filters) => filters.Count == 1 ? filters[0] : new AndFilter { Filters = filters };

    /// <summary>At least one of these; false for none.</summary>
    public static Filter Or(params IReadOnlyList<Filter> filters) => filters.Count == 1 ? filters[0] : new OrFilter { Filters = filters };

    /// <summary>Not this.</summary>
    public static Filter Not(Filter filter) => new NotFilter { Operand = filter };

    /// <summary>A field against a value.</summary>
    public static Filter Compare(string field, ComparisonOperator comparison, RecordValue value) =>
        new ComparisonFilter { Field = field, Operator = comparison, Value = value };

    /// <summary>A field that has one of these values.</summary>
    public static Filter In(string field, params IReadOnlyList<RecordValue> values) => new InFilter { Field = field, Values = values };
}
