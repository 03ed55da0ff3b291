using IntegrationAgent.Driver.Generators.Analyzers;
using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Driver.CodeFixes;

[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class ForwardCancellationFix() : DriverCodeFix(DiagnosticIds.CancellationNotForwarded, "Pass the caller's cancellation")
{
    protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || !diagnostic.Properties.TryGetValue(FixProperties.Token, out var token)
            || !diagnostic.Properties.TryGetValue(FixProperties.Parameter, out var parameter))
        {
            return null;
        }

        var value = SyntaxFactory.IdentifierName(token!);
        var arguments = call.ArgumentList.Arguments;
        if (arguments.FirstOrDefault(IsNothing) is { } nothing)
            return root.ReplaceNode(nothing, nothing.WithExpression(value));

        var isNext = diagnostic.Properties.TryGetValue(FixProperties.Position, out var position)
            && position == arguments.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)
            && arguments.All(argument => argument.NameColon is null);
        var added = isNext ? SyntaxFactory.Argument(value) : SyntaxFactory.Argument(SyntaxFactory.NameColon(parameter!), default, value).NormalizeWhitespace();
        var separated = arguments.Count == 0 ? added : added.WithLeadingTrivia(SyntaxFactory.Space);
        return root.ReplaceNode(call.ArgumentList, call.ArgumentList.AddArguments(separated));
    }

    private static bool IsNothing(ArgumentSyntax argument) => argument.Expression switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.Text: "None", Expression: var type } => type.ToString().EndsWith("CancellationToken", StringComparison.Ordinal),
        DefaultExpressionSyntax expression => expression.Type.ToString().EndsWith("CancellationToken", StringComparison.Ordinal),
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.DefaultLiteralExpression),
        _ => false,
    };
}
