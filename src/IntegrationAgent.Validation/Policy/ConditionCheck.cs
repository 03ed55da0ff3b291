using IntegrationAgent.Agent.Validation.Compiling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Agent.Validation.Policy;

/// <summary>Says whether a condition on a source record has a counterpart in the source, as the running script will find it.</summary>
internal sealed class ConditionCheck(SemanticModel model, ISymbol record)
{
    /// <summary>The first part that has none; null where all have.</summary>
    public ExpressionSyntax? FirstUntranslatable(ExpressionSyntax expression)
    {
        if (!Uses(expression))
            return null;
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner:
                return FirstUntranslatable(inner.Expression);
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.BitwiseAndExpression or (int)SyntaxKind.BitwiseOrExpression } both:
                return FirstUntranslatable(both.Left) ?? FirstUntranslatable(both.Right);
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not:
                return FirstUntranslatable(not.Operand);
            case CastExpressionSyntax cast:
                return FirstUntranslatable(cast.Expression);
            case BinaryExpressionSyntax comparison when IsComparison(comparison):
                return (IsField(comparison.Left) && !Uses(comparison.Right)) || (IsField(comparison.Right) && !Uses(comparison.Left)) ? null : comparison;
            case InvocationExpressionSyntax call:
                return Translates(call) ? null : call;
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "HasValue" or "IsNull" or "IsNullOrEmpty" } test when IsField(test.Expression):
                return null;
            default:
                return IsField(expression) && model.GetTypeInfo(expression).Type?.ToDisplayString() is "bool" or "bool?" ? null : expression;
        }
    }

    private bool Translates(InvocationExpressionSyntax call)
    {
        var arguments = call.ArgumentList.Arguments.Select(argument => argument.Expression).ToArray();
        if (call.Expression is not MemberAccessExpressionSyntax access)
            return false;
        var name = access.Name.Identifier.ValueText;
        if (IsField(access.Expression) && name is "StartsWith" or "EndsWith" or "Contains" or "Equals")
        {
            return arguments.Length is 1 or 2 && !Uses(arguments[0])
                && (arguments.Length == 1 || model.GetConstantValue(arguments[1]) is { HasValue: true, Value: (int)StringComparison.Ordinal });
        }

        if (name == "IsNullOrEmpty")
            return arguments is [var text] && IsField(text);
        return name == "Contains" && arguments switch
        {
            [var item] => IsField(item) && !Uses(access.Expression),
            [var list, var item, ..] => IsField(item) && !Uses(list),
            _ => false,
        };
    }

    private bool IsField(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax inner => IsField(inner.Expression),
        CastExpressionSyntax cast => IsField(cast.Expression),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure => IsField(sure.Operand),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToString" } text, ArgumentList.Arguments.Count: 0 } =>
            IsField(text.Expression) && model.GetTypeInfo(text.Expression).Type?.Name == "Text",
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value" } value when IsField(value.Expression) => true,
        MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax name } access =>
            SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, record) && SymbolFacts.FieldOf(model.GetSymbolInfo(access).Symbol) is not null,
        _ => false,
    };

    private bool Uses(ExpressionSyntax expression) => expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
        .Any(name => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, record));

    private static bool IsComparison(BinaryExpressionSyntax expression) => expression.Kind() is SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression
        or SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression or SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression;
}
