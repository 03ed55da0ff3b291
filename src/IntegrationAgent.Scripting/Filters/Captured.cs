using System.Linq.Expressions;
using System.Reflection;

namespace IntegrationAgent.Scripting.Filters;

/// <summary>Evaluates the parts of a condition that do not depend on the record.</summary>
internal static class Captured
{
    public static object? Evaluate(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field } member => field.GetValue(member.Expression is null ? null : Evaluate(member.Expression)),
        UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert when convert.Type == typeof(object) || Nullable.GetUnderlyingType(convert.Type) == convert.Operand.Type =>
            Evaluate(convert.Operand),
        _ => Interpret(expression),
    };

    private static object? Interpret(Expression expression) =>
        Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)();
}
