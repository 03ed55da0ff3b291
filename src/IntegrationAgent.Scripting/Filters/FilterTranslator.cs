using System.Collections;
using System.Linq.Expressions;
using System.Reflection;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Scripting.Filters;

/// <summary>Makes a neutral filter of a condition on a source record. What does not depend on the record is evaluated at once.</summary>
internal sealed class FilterTranslator
{
    private readonly ParameterExpression record;
    private readonly Func<MemberInfo, FieldBinding?> find;

    private FilterTranslator(ParameterExpression record, Func<MemberInfo, FieldBinding?> find)
    {
        this.record = record;
        this.find = find;
    }

    public static Filter Translate<T>(Expression<Func<T, bool>> predicate)
        where T : SourceRecord =>
        new FilterTranslator(predicate.Parameters[0], SourceShape<T>.Find).Condition(predicate.Body);

    /// <summary>A key that is at hand as text, as a value of the field's type.</summary>
    public static RecordValue Key(string text, FieldType type) => FilterValues.Of(text, type);

    private Filter Condition(Expression expression)
    {
        if (!Uses(expression))
            return Captured.Evaluate(expression) is true ? Filter.And([]) : Filter.Or([]);
        switch (expression)
        {
            case BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.And } both:
                return Filter.And(Condition(both.Left), Condition(both.Right));
            case BinaryExpression { NodeType: ExpressionType.OrElse or ExpressionType.Or } either:
                return Filter.Or(Condition(either.Left), Condition(either.Right));
            case UnaryExpression { NodeType: ExpressionType.Not } not:
                return Filter.Not(Condition(not.Operand));
            case UnaryExpression { NodeType: ExpressionType.Convert } convert when convert.Type == typeof(bool):
                return Condition(convert.Operand);
            case BinaryExpression comparison when Operator(comparison.NodeType) is { } op:
                return Compare(comparison, op);
            case MethodCallExpression call:
                return Call(call);
            case MemberExpression { Member.Name: "HasValue" } member when Field(member.Expression) is { } present:
                return Filter.Compare(present.Name, ComparisonOperator.NotEqual, RecordValue.Null);
            case MemberExpression { Member.Name: "IsNull" } member when Field(member.Expression) is { } missing:
                return Filter.Compare(missing.Name, ComparisonOperator.Equal, RecordValue.Null);
            case MemberExpression { Member.Name: "IsNullOrEmpty" } member when Field(member.Expression) is { } field:
                return NullOrEmpty(field);
            case MemberExpression when Field(expression) is { Type: FieldType.Boolean } flag:
                return Filter.Compare(flag.Name, ComparisonOperator.Equal, RecordValue.From(true));
            default:
                throw Untranslatable(expression);
        }
    }

    private Filter Compare(BinaryExpression comparison, ComparisonOperator op)
    {
        if (Field(comparison.Left) is { } left && !Uses(comparison.Right))
            return Filter.Compare(left.Name, op, Value(comparison.Right, left));
        if (Field(comparison.Right) is { } right && !Uses(comparison.Left))
            return Filter.Compare(right.Name, Mirror(op), Value(comparison.Left, right));
        throw Untranslatable(comparison);
    }

    private Filter Call(MethodCallExpression call)
    {
        var arguments = call.Arguments;
        if (call.Object is not null && Field(call.Object) is { } text && arguments.Count is 1 or 2 && !Uses(arguments[0]))
        {
            // A second argument says how to compare; only the ordinal comparison has a counterpart.
            var ordinal = arguments.Count == 1 || (!Uses(arguments[1]) && Captured.Evaluate(arguments[1]) is StringComparison.Ordinal);
            ComparisonOperator? op = call.Method.Name switch
            {
                "StartsWith" => ComparisonOperator.StartsWith,
                "EndsWith" => ComparisonOperator.EndsWith,
                "Contains" => ComparisonOperator.Contains,
                "Equals" => ComparisonOperator.Equal,
                _ => null,
            };
            return ordinal && op is { } known ? Filter.Compare(text.Name, known, Value(arguments[0], text)) : throw Untranslatable(call);
        }

        if (call.Method.Name == "IsNullOrEmpty" && arguments.Count == 1 && Field(arguments[0]) is { } maybe)
            return NullOrEmpty(maybe);
        if (call.Method.Name == "Contains")
        {
            var (list, item) = call.Object is null && arguments.Count >= 2 ? (arguments[0], arguments[1])
                : call.Object is not null && arguments.Count == 1 ? (call.Object, arguments[0])
                : throw Untranslatable(call);
            if (Field(item) is { } member && !Uses(list) && Captured.Evaluate(AsCollection(list)) is IEnumerable values)
                return Filter.In(member.Name, [.. values.Cast<object?>().Select(value => FilterValues.Of(value, member.Type, item.ToString()))]);
        }

        throw Untranslatable(call);
    }

    /// <summary>An array becomes a span on its way to <c>Contains</c>; spans cannot be evaluated here, the array can.</summary>
    private static Expression AsCollection(Expression list) => list switch
    {
        MethodCallExpression { Method.Name: "op_Implicit", Arguments: [var array] } => AsCollection(array),
        UnaryExpression { NodeType: ExpressionType.Convert, Operand: var inner } when inner.Type.IsArray => inner,
        _ => list,
    };

    private static Filter NullOrEmpty(FieldBinding field) => Filter.Or(
        Filter.Compare(field.Name, ComparisonOperator.Equal, RecordValue.Null),
        Filter.Compare(field.Name, ComparisonOperator.Equal, RecordValue.From("")));

    private static RecordValue Value(Expression expression, FieldBinding field) => FilterValues.Of(Captured.Evaluate(expression), field.Type, expression.ToString());

    /// <summary>The field that an expression reads, through conversions, <c>.Value</c> and <c>.ToString()</c> of a text.</summary>
    private FieldBinding? Field(Expression? expression)
    {
        switch (expression)
        {
            case UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert:
                return Field(convert.Operand);
            case MethodCallExpression { Method: { Name: "op_Implicit", DeclaringType: var type }, Arguments: [var operand] } when type == typeof(Text):
                return Field(operand);
            case MethodCallExpression { Method.Name: "ToString", Arguments.Count: 0, Object: { } text } when text.Type == typeof(Text):
                return Field(text);
            case MemberExpression { Member.Name: "Value", Expression: { } nullable } when Nullable.GetUnderlyingType(nullable.Type) is not null:
                return Field(nullable);
            case MemberExpression { Expression: ParameterExpression parameter } member when parameter == record:
                return find(member.Member);
            default:
                return null;
        }
    }

    private bool Uses(Expression expression)
    {
        var search = new ParameterSearch(record);
        search.Visit(expression);
        return search.Found;
    }

    private static ComparisonOperator? Operator(ExpressionType type) => type switch
    {
        ExpressionType.Equal => ComparisonOperator.Equal,
        ExpressionType.NotEqual => ComparisonOperator.NotEqual,
        ExpressionType.LessThan => ComparisonOperator.Less,
        ExpressionType.LessThanOrEqual => ComparisonOperator.LessOrEqual,
        ExpressionType.GreaterThan => ComparisonOperator.Greater,
        ExpressionType.GreaterThanOrEqual => ComparisonOperator.GreaterOrEqual,
        _ => null,
    };

    private static ComparisonOperator Mirror(ComparisonOperator op) => op switch
    {
        ComparisonOperator.Less => ComparisonOperator.Greater,
        ComparisonOperator.LessOrEqual => ComparisonOperator.GreaterOrEqual,
        ComparisonOperator.Greater => ComparisonOperator.Less,
        ComparisonOperator.GreaterOrEqual => ComparisonOperator.LessOrEqual,
        _ => op,
    };

    private static ScriptException Untranslatable(Expression part) => new(
        "E-SCR-FILTER",
        $"The source cannot filter by '{part}'.",
        "Compare a field with a value that does not depend on the record, or take the condition out of Where.");

    private sealed class ParameterSearch(ParameterExpression parameter) : ExpressionVisitor
    {
        public bool Found { get; private set; }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            Found |= node == parameter;
            return node;
        }
    }
}
