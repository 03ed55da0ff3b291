using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Schema;

namespace IntegrationAgent.Drivers.Postgres.Query;

/// <summary>
/// Writes a filter as SQL that is always true or false: a missing value is a value of its own, not SQL's third truth.
/// </summary>
internal sealed class FilterSql(QuerySql query)
{
    public string Write(Filter filter) => filter switch
    {
        AndFilter { Filters.Count: 0 } => "true",
        AndFilter and => $"({string.Join(" AND ", and.Filters.Select(Write))})",
        OrFilter { Filters.Count: 0 } => "false",
        OrFilter or => $"({string.Join(" OR ", or.Filters.Select(Write))})",
        NotFilter not => $"(NOT {Write(not.Operand)})",
        InFilter { Values.Count: 0 } => "false",
        InFilter membership => In(membership),
        ComparisonFilter comparison => Compare(comparison),
        _ => throw new DriverException(DriverErrorCode.Unsupported, "The filter holds a condition that this driver does not know."),
    };

    /// <summary>The expression by which values of a column are found equal: texts by their bytes.</summary>
    private static string Equal(string alias, Column column) => column.Type.Form switch
    {
        Form.Json or Form.Jsonb => $"{alias}.{column.Quoted}::text",
        Form.AsNumeric => $"{alias}.{column.Quoted}::numeric",
        Form.Text when column.LooseCollation => $"{alias}.{column.Quoted} COLLATE \"C\"",
        _ => $"{alias}.{column.Quoted}",
    };

    /// <summary>The expression by which values of a column are ordered: texts by ordinal.</summary>
    public static string Ordered(string alias, Column column) => column.Type.Form switch
    {
        Form.Text => $"{alias}.{column.Quoted} COLLATE \"C\"",
        _ => Equal(alias, column),
    };

    private string In(InFilter filter)
    {
        var (alias, column) = query.Resolve(filter.Field);
        var values = filter.Values.Where(value => !IsForeign(column, value)).Select(value => FilterValue.Of(value, column) ?? throw Unfit(filter.Field, column)).ToList();
        if (values.Count == 0)
            return "false";

        // Values of several kinds are compared as the widest of them.
        var type = values.Exists(value => value.Type == "numeric") ? "numeric" : values.Exists(value => value.Type == "double precision") ? "double precision" : values[0].Type;
        var list = query.Values.AddList(values.Select(value => value.Text), type) ?? throw TooMany();
        var expression = Equal(alias, column);
        return $"({expression} IS NOT NULL AND {expression} IN {list})";
    }

    private string Compare(ComparisonFilter filter)
    {
        var (alias, column) = query.Resolve(filter.Field);
        var equal = Equal(alias, column);
        if (filter.Value.IsNull)
        {
            return filter.Operator switch
            {
                ComparisonOperator.Equal => $"({equal} IS NULL)",
                ComparisonOperator.NotEqual => $"({equal} IS NOT NULL)",
                _ => throw Invalid(filter.Field, "can only be equal or not equal to a missing value"),
            };
        }

        return filter.Operator switch
        {
            ComparisonOperator.Equal when IsForeign(column, filter.Value) => "false",
            ComparisonOperator.NotEqual when IsForeign(column, filter.Value) => "true",
            ComparisonOperator.Equal => $"({equal} IS NOT NULL AND {equal} = {Value()})",
            ComparisonOperator.NotEqual => $"({equal} IS DISTINCT FROM {Value()})",
            ComparisonOperator.Less => Order("<"),
            ComparisonOperator.LessOrEqual => Order("<="),
            ComparisonOperator.Greater => Order(">"),
            ComparisonOperator.GreaterOrEqual => Order(">="),
            _ => Part(filter, alias, column),
        };

        string Order(string sign) => $"({equal} IS NOT NULL AND {Ordered(alias, column)} {sign} {Value()})";

        string Value()
        {
            var (text, type) = FilterValue.Of(filter.Value, column) ?? throw Unfit(filter.Field, column);
            return query.Values.Add(text, type) ?? throw TooMany();
        }
    }

    private string Part(ComparisonFilter filter, string alias, Column column)
    {
        if (column.Type.Form is not (Form.Text or Form.AsText or Form.Json or Form.Jsonb) || filter.Value.Type is not (FieldType.String or FieldType.Reference))
            throw Invalid(filter.Field, "is no text, so its beginning, end or content cannot be compared");
        var text = $"{alias}.{column.Quoted}::text";
        var value = filter.Value.AsString();
        if (value.Length == 0)
            return $"({text} IS NOT NULL)";
        if (value.Contains('\0', StringComparison.Ordinal))
            return "false";
        var parameter = query.Values.Add(value, "text") ?? throw TooMany();
        return filter.Operator switch
        {
            ComparisonOperator.StartsWith => $"({text} IS NOT NULL AND pg_catalog.starts_with({text} COLLATE \"C\", {parameter}))",
            ComparisonOperator.EndsWith => $"({text} IS NOT NULL AND pg_catalog.right({text}, pg_catalog.length({parameter})) COLLATE \"C\" = {parameter})",
            _ => $"({text} IS NOT NULL AND pg_catalog.strpos({text} COLLATE \"C\", {parameter}) > 0)",
        };
    }

    /// <summary>A label that an enum does not have is equal to none of its values.</summary>
    private static bool IsForeign(Column column, RecordValue value) =>
        column.Labels.Count > 0 && column.Type.Form == Form.AsText && !value.IsNull && !column.Labels.Contains(value.ToInvariantString(), StringComparer.Ordinal);

    private static DriverException Unfit(string field, Column column) => Invalid(field, $"is {Names.Short(column.Type.Native)} and cannot be compared with such a value");

    private static DriverException TooMany() => new(DriverErrorCode.InvalidQuery, "The filter holds more than 30,000 values. Split it.");

    private static DriverException Invalid(string field, string problem) =>
        new(DriverErrorCode.InvalidQuery, $"The field '{Names.Short(field)}' {problem}.") { Target = field };
}
