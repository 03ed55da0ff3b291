using IntegrationAgent.Driver;

namespace Acme_Drivers.Zephyr;

/// <summary>
/// Splits a filter into conditions that the server knows, of which all must hold, and a rest that the driver evaluates itself. Either way the answer is the same.
/// </summary>
internal static class FilterTranslation
{
    internal static (IReadOnlyList<string> Pushed, Filter? Left) Split(Filter? filter, Dictionary<string, ApiField> fields)
    {
        var pushed = new List<string>();
        var left = new List<Filter>();
        if (filter is not null)
            Add(filter, fields, pushed, left);
        return (pushed, left.Count == 0 ? null : Filter.And(left));
    }

    private static void Add(Filter filter, Dictionary<string, ApiField> fields, List<string> pushed, List<Filter> left)
    {
        switch (filter)
        {
            case AndFilter all:
                foreach (var part in all.Filters)
                    Add(part, fields, pushed, left);
                break;
            case ComparisonFilter one when Condition(one, fields[one.Field]) is { } condition:
                pushed.Add(condition);
                break;
            default:
                left.Add(filter);
                break;
        }
    }

    /// <summary>The server's word for a comparison; null where it has none. The value is a parameter of the address and is escaped there.</summary>
    private static string? Condition(ComparisonFilter filter, ApiField field)
    {
        if (!field.Filterable)
            return null;
        if (filter.Value.IsNull)
        {
            return filter.Operator switch
            {
                ComparisonOperator.Equal => $"{filter.Field}:empty:",
                ComparisonOperator.NotEqual => $"{filter.Field}:set:",
                _ => null,
            };
        }

        var type = SchemaMapper.TypeOf(field);
        var same = filter.Value.Type == type || (type == FieldType.Reference && filter.Value.Type == FieldType.String) || (type == FieldType.Decimal && filter.Value.Type == FieldType.Int64);
        if (!same)
            return null;
        var word = filter.Operator switch
        {
            ComparisonOperator.Equal => "eq",
            ComparisonOperator.NotEqual => "ne",
            ComparisonOperator.Less => "lt",
            ComparisonOperator.LessOrEqual => "le",
            ComparisonOperator.Greater => "gt",
            ComparisonOperator.GreaterOrEqual => "ge",
            _ => null,
        };
        return word is null ? null : $"{filter.Field}:{word}:{filter.Value.ToInvariantString()}";
    }
}
