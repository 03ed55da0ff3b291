using IntegrationAgent.Driver.Generators.Analyzers;
using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Driver.CodeFixes;

[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class AddInterfaceFix() : DriverCodeFix(DiagnosticIds.CapabilityNotDeclared, "Declare the capability")
{
    protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { BaseList: { } bases } type || !diagnostic.Properties.TryGetValue(FixProperties.Interface, out var name))
            return null;

        var last = bases.Types[bases.Types.Count - 1];
        var added = SyntaxFactory.SimpleBaseType(SyntaxFactory.ParseTypeName(name!)).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(last.GetTrailingTrivia());
        var list = bases.WithTypes(bases.Types.Replace(last, last.WithoutTrailingTrivia()).Add(added));
        return root.ReplaceNode(type, type.WithBaseList(list));
    }
}
