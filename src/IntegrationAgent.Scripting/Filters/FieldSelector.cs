using System.Linq.Expressions;

namespace IntegrationAgent.Scripting.Filters;

/// <summary>Finds the fields that a short function names.</summary>
internal static class FieldSelector
{
    /// <summary>The one field of <c>lead =&gt; lead.Field</c>.</summary>
    public static FieldBinding SourceField<T, TKey>(Expression<Func<T, TKey>> selector)
        where T : SourceRecord
    {
        ArgumentNullException.ThrowIfNull(selector);
        return Unwrap(selector.Body) is MemberExpression { Expression: ParameterExpression } member && SourceShape<T>.Find(member.Member) is { } field
            ? field
            : throw NotAField(selector.Body, "lead => lead.Id");
    }

    /// <summary>The fields of <c>row =&gt; row.Id</c> or <c>row =&gt; new { row.A, row.B }</c>.</summary>
    public static IReadOnlyList<string> TargetFields<TRow, TKey>(Expression<Func<TRow, TKey>> selector, TargetShape<TRow> shape)
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(selector);
        IEnumerable<Expression> parts = Unwrap(selector.Body) switch
        {
            NewExpression created => created.Arguments,
            MethodCallExpression { Method: { Name: "Create", DeclaringType.Name: "ValueTuple" or "Tuple" } } call => call.Arguments,
            var single => [single],
        };
        return
        [
            .. parts.Select(part => Unwrap(part) is MemberExpression { Expression: ParameterExpression } member
                && shape.Fields.FirstOrDefault(one => one.Property.Name == member.Member.Name) is { } field
                    ? field.Name
                    : throw NotAField(part, "row => row.Id, or row => new { row.A, row.B }")),
        ];
    }

    internal static Expression Unwrap(Expression expression)
    {
        while (expression is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked or ExpressionType.Quote } unary)
            expression = unary.Operand;
        return expression;
    }

    private static ScriptException NotAField(Expression part, string example) =>
        new("E-SCR-FIELD", $"'{part}' does not name a field.", $"Write a property of the bindings, for example {example}.");
}
