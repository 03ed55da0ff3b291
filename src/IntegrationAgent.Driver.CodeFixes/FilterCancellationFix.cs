using IntegrationAgent.Driver.Generators.Analyzers;
using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Driver.CodeFixes;

[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class FilterCancellationFix() : DriverCodeFix(DiagnosticIds.CancellationConverted, "Let the caller's cancellation through")
{
    protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<CatchClauseSyntax>() is not { Filter: null } handler || !diagnostic.Properties.TryGetValue(FixProperties.Token, out var token))
            return null;

        var before = handler.Declaration is { } declaration ? (SyntaxNodeOrToken)declaration : handler.CatchKeyword;
        var end = before.GetTrailingTrivia();
        var written = (TryStatementSyntax)SyntaxFactory.ParseStatement($"try {{ }} catch when (!{token}.IsCancellationRequested) {{ }}");
        var filter = written.Catches[0].Filter!.WithTrailingTrivia(end);
        var changed = handler.Declaration is { } own
            ? handler.WithDeclaration(own.WithTrailingTrivia(SyntaxFactory.Space))
            : handler.WithCatchKeyword(handler.CatchKeyword.WithTrailingTrivia(SyntaxFactory.Space));
        return root.ReplaceNode(handler, changed.WithFilter(filter));
    }
}
