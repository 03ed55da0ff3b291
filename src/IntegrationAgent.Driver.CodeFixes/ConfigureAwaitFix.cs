using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Driver.CodeFixes;

[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class ConfigureAwaitFix() : DriverCodeFix(DiagnosticIds.ConfigureAwait, "Write .ConfigureAwait(false)")
{
    protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<AwaitExpressionSyntax>() is not { Expression: var awaited })
            return null;

        var simple = awaited is InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax or ParenthesizedExpressionSyntax
            ? awaited.WithoutTrivia()
            : SyntaxFactory.ParenthesizedExpression(awaited.WithoutTrivia());
        var access = SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, simple, SyntaxFactory.IdentifierName("ConfigureAwait"));
        var no = SyntaxFactory.Argument(SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression));
        var call = SyntaxFactory.InvocationExpression(access, SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(no)));
        return root.ReplaceNode(awaited, call.WithTriviaFrom(awaited));
    }
}
