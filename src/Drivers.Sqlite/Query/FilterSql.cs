using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Sqlite.Native;
using IntegrationAgent.Drivers.Sqlite.Schema;
using IntegrationAgent.Drivers.Sqlite.Values;

namespace IntegrationAgent.Drivers.Sqlite.Query;

/// <summary>
/// Writes a filter as SQL that is always true or false: a missing value is a value of its own, not SQL's third truth.
/// </summary>
internal sealed class FilterSql(QuerySql query)
{
    private const int MaxParameters = 30_000;

    /// <summary>The expression by which values of a column are compared and ordered.</summary>
    public static string Comparable(string expression, Column column) => column.Type switch
    {
        FieldType.Decimal when !column.Declared.IsNumericAffinity => $"{expression} COLLATE {Collations.Decimal}",
        FieldType.Timestamp or FieldType.LocalTimestamp => $"{expression} COLLATE {Collations.Moment}",
        FieldType.String or FieldType.Reference or FieldType.Json => $"{expression} COLLATE BINARY",
        _ => expression,
    };

    public string Write(Filter filter) => filter switch
    {
        AndFilter { Filters.Count: 0 } => "1",
        AndFilter and => $"({string.Join(" AND ", and.Filters.Select(Write))})",
        OrFilter { Filters.Count: 0 } => "0",
        OrFilter or => $"({string.Join(" OR ", or.Filters.Select(Write))})",
        NotFilter not => $"(NOT {Write(not.Operand)})",
        InFilter { Values.Count: 0 } => "0",
        InFilter membership => In(membership),
        ComparisonFilter comparison => Compare(comparison),
        _ => throw new DriverException(DriverErrorCode.Unsupported, "The filter holds a condition that this driver does not know."),
    };

    private string In(InFilter filter)
    {
        var (expression, column) = query.Resolve(filter.Field);
        var comparable = Comparable(expression, column);
        var values = string.Join(", ", filter.Values.Select(value => Parameter(value, column, filter.Field)));
        return $"({expression} IS NOT NULL AND {comparable} IN ({values}))";
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
                _ => throw Invalid(filter.Field, "can only be equal or not equal to a missing value"),
            };
        }

        var comparable = Comparable(expression, column);
        return filter.Operator switch
        {
            ComparisonOperator.Equal => $"({comparable} IS {Parameter(filter.Value, column, filter.Field)})",
            ComparisonOperator.NotEqual => $"({comparable} IS NOT {Parameter(filter.Value, column, filter.Field)})",
            ComparisonOperator.Less => Ordered("<"),
            ComparisonOperator.LessOrEqual => Ordered("<="),
            ComparisonOperator.Greater => Ordered(">"),
            ComparisonOperator.GreaterOrEqual => Ordered(">="),
            _ => Part(filter, expression, column),
        };

        string Ordered(string sign) => $"({expression} IS NOT NULL AND {comparable} {sign} {Parameter(filter.Value, column, filter.Field)})";
    }

    private string Part(ComparisonFilter filter, string expression, Column column)
    {
        if (column.Type is not (FieldType.String or FieldType.Reference or FieldType.Json) || filter.Value.Type is not (FieldType.String or FieldType.Reference))
            throw Invalid(filter.Field, "is no text, so its beginning, end or content cannot be compared");
        if (filter.Value.AsString().Length == 0)
            return $"({expression} IS NOT NULL)";
        var value = Parameter(filter.Value, null, filter.Field);
        return filter.Operator switch
        {
            ComparisonOperator.StartsWith => $"({expression} IS NOT NULL AND substr({expression}, 1, length({value})) = {value} COLLATE BINARY)",
            ComparisonOperator.EndsWith => $"({expression} IS NOT NULL AND substr({expression}, -length({value})) = {value} COLLATE BINARY)",
            _ => $"({expression} IS NOT NULL AND instr({expression}, {value}) > 0)",
        };
    }

    private string Parameter(RecordValue value, Column? column, string field)
    {
        if (query.Parameters.Count >= MaxParameters)
            throw new DriverException(DriverErrorCode.InvalidQuery, "The filter holds more than 30,000 values. Split it.");
        if (column is null)
            return query.Parameter(StoredValue.From(value.AsString()));

        // A limit on length is for what is stored; a longer value is just not found.
        var unlimited = column with { Declared = column.Declared with { Length = null, Precision = null, Scale = null } };
        return ValueEncoder.TryEncode(value, unlimited, out var problem) is { } stored
            ? query.Parameter(stored)
            : throw Invalid(field, $"cannot be compared: {problem}");
    }

    private static DriverException Invalid(string field, string problem) =>
        new(DriverErrorCode.InvalidQuery, $"The field '{Names.Short(field)}' {problem}.".Replace("..", ".", StringComparison.Ordinal)) { Target = field };
}
