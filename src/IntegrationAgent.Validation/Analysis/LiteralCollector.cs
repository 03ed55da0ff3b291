using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Agent.Validation.Analysis;

/// <summary>Lists the constants that stand in a script.</summary>
internal static class LiteralCollector
{
    public static IReadOnlyList<ScriptLiteral> Collect(SyntaxNode root, SemanticModel model)
    {
        var literals = new List<ScriptLiteral>();
        foreach (var node in root.DescendantNodes())
        {
            switch (node)
            {
                case LiteralExpressionSyntax literal when literal.Kind() is SyntaxKind.StringLiteralExpression or SyntaxKind.CharacterLiteralExpression:
                    Add(literal.Token.ValueText, isNumber: false, node);
                    break;
                case LiteralExpressionSyntax number when number.IsKind(SyntaxKind.NumericLiteralExpression):
                    var negative = number.Parent is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression };
                    Add((negative ? "-" : "") + Convert.ToString(number.Token.Value, CultureInfo.InvariantCulture), isNumber: true, node);
                    break;
                case InterpolatedStringTextSyntax text when text.TextToken.ValueText.Trim().Length > 0:
                    Add(text.TextToken.ValueText, isNumber: false, node);
                    break;
                case MemberAccessExpressionSyntax access when model.GetSymbolInfo(access).Symbol is IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } member:
                    // How a delete is handled is a choice that somebody made.
                    if (member.ContainingType.Name == nameof(Scripting.DeleteRule))
                        Add(member.Name, isNumber: false, node);
                    break;
            }
        }

        return literals;

        void Add(string text, bool isNumber, SyntaxNode node)
        {
            var place = node.GetLocation().GetLineSpan().StartLinePosition;
            literals.Add(new ScriptLiteral(text, isNumber, place.Line + 1, place.Character + 1));
        }
    }
}
