using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Planning;

/// <summary>A condition in words for people.</summary>
internal static class FilterText
{
    public static string Of(Filter? filter) => filter switch
    {
        null => "",
        AndFilter { Filters.Count: 0 } => "",
        AndFilter and => string.Join(" and ", and.Filters.Select(Inner)),
        OrFilter or => string.Join(" or ", or.Filters.Select(Inner)),
        NotFilter not => $"not {Inner(not.Operand)}",
        InFilter membership => $"{membership.Field} is one of {membership.Values.Count} values",
        ComparisonFilter comparison => $"{comparison.Field} {Symbol(comparison.Operator)} {Value(comparison.Value)}",
        _ => "",
    };

    private static string Inner(Filter filter) => filter is AndFilter or OrFilter ? $"({Of(filter)})" : Of(filter);

    private static string Value(RecordValue value) => value.IsNull ? "nothing" : value.Type is FieldType.String ? $"'{value.AsString()}'" : value.ToInvariantString();

    private static string Symbol(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => "=",
        ComparisonOperator.NotEqual => "≠",
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "≤",
        ComparisonOperator.Greater => ">",
        ComparisonOperator.GreaterOrEqual => "≥",
        ComparisonOperator.StartsWith => "begins with",
        ComparisonOperator.EndsWith => "ends with",
        _ => "contains",
    };
}
