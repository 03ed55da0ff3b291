using IntegrationAgent.Driver;

namespace Acme_Drivers.Zephyr;

/// <summary>Writes a filter as SQL that is always true or false: a missing value is a value of its own, not SQL's third truth.</summary>
internal sealed class FilterSql(QuerySql query)
{
    internal string Write(Filter filter) => filter switch
    {
        AndFilter { Filters.Count: 0 } => "1",
        AndFilter all => $"({string.Join(" AND ", all.Filters.Select(Write))})",
        OrFilter { Filters.Count: 0 } => "0",
        OrFilter any => $"({string.Join(" OR ", any.Filters.Select(Write))})",
        NotFilter not => $"(NOT {Write(not.Operand)})",
        InFilter { Values.Count: 0 } => "0",
        InFilter member => In(member),
        ComparisonFilter one => Compare(one),
        _ => throw new DriverException(DriverErrorCode.Unsupported, "The filter has a part that this driver does not know. Filter by comparisons."),
    };

    private string In(InFilter filter)
    {
        var (expression, column) = query.Resolve(filter.Field);
        return $"({expression} IS NOT NULL AND {ColumnTypes.Comparable(expression, column)} IN ({string.Join(", ", filter.Values.Select(value => Parameter(value, column, filter.Field)))}))";
    }

    private string Compare(ComparisonFilter filter)
    {
        var (expression, column) = query.Resolve(filter.Field);
        if (filter.Value.IsNull)
        {
            return filter.Operator switch
            {
                ComparisonOperator.Equal => $"({expression} IS NULL)",
                ComparisonOperator.NotEqual => $"({expression} IS NOT NULL)",
                _ => "0",
            };
        }

        var sign = filter.Operator switch
        {
            ComparisonOperator.Less => "<",
            ComparisonOperator.LessOrEqual => "<=",
            ComparisonOperator.Greater => ">",
            ComparisonOperator.GreaterOrEqual => ">=",
            _ => "",
        };
        var comparable = ColumnTypes.Comparable(expression, column);
        return filter.Operator switch
        {
            ComparisonOperator.Equal => $"({comparable} IS {Parameter(filter.Value, column, filter.Field)})",
            ComparisonOperator.NotEqual => $"({comparable} IS NOT {Parameter(filter.Value, column, filter.Field)})",
            ComparisonOperator.StartsWith or ComparisonOperator.EndsWith or ComparisonOperator.Contains => Part(filter, expression, column),
            _ => $"({expression} IS NOT NULL AND {comparable} {sign} {Parameter(filter.Value, column, filter.Field)})",
        };
    }

    private string Part(ComparisonFilter filter, string expression, Column column)
    {
        if (column.Type != FieldType.String || filter.Value.Type is not (FieldType.String or FieldType.Reference))
            throw Invalid(filter.Field, "is no text, so its parts cannot be compared");
        if (filter.Value.AsString().Length == 0)
            return $"({expression} IS NOT NULL)";
        var value = query.Parameter(filter.Value.AsString());
        return filter.Operator switch
        {
            ComparisonOperator.StartsWith => $"({expression} IS NOT NULL AND substr({expression}, 1, length({value})) = {value})",
            ComparisonOperator.EndsWith => $"({expression} IS NOT NULL AND substr({expression}, -length({value})) = {value})",
            _ => $"({expression} IS NOT NULL AND instr({expression}, {value}) > 0)",
        };
    }

    private string Parameter(RecordValue value, Column column, string field) =>
        query.Parameter(ColumnTypes.Store(value, column) ?? throw Invalid(field, "is of another type than the value"));

    private static DriverException Invalid(string field, string problem) =>
        new(DriverErrorCode.InvalidQuery, $"A field of the filter {problem}. Compare it with a value of its type.") { Target = field };
}
