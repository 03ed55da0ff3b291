using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Driver.CodeFixes;

[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class SealTypeFix() : DriverCodeFix(DiagnosticIds.RequestTypeNotSealed, "Seal the class")
{
    protected override Location Place(Diagnostic diagnostic) => diagnostic.AdditionalLocations.Count > 0 ? diagnostic.AdditionalLocations[0] : diagnostic.Location;

    protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
            return null;

        var word = SyntaxFactory.Token(SyntaxKind.SealedKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        var partial = type.Modifiers.IndexOf(SyntaxKind.PartialKeyword);
        return type.Modifiers.Count == 0
            ? null
            : root.ReplaceNode(type, type.WithModifiers(partial >= 0 ? type.Modifiers.Insert(partial, word) : type.Modifiers.Add(word)));
    }
}
