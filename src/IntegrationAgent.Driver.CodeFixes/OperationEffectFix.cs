using IntegrationAgent.Driver.Generators.Analyzers;
using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Driver.CodeFixes;

[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class OperationEffectFix() : DriverCodeFix(DiagnosticIds.OperationEffect, "State the effect")
{
    protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { ArgumentList: { } arguments } || !diagnostic.Properties.TryGetValue(FixProperties.Effect, out var effect))
            return null;

        var value = SyntaxFactory.ParseExpression("OperationEffect." + effect);
        if (arguments.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.Text == "Effect") is { } stated)
            return root.ReplaceNode(stated, stated.WithExpression(value));

        var name = SyntaxFactory.NameEquals(SyntaxFactory.IdentifierName("Effect").WithTrailingTrivia(SyntaxFactory.Space)).WithTrailingTrivia(SyntaxFactory.Space);
        var added = SyntaxFactory.AttributeArgument(name, null, value).WithLeadingTrivia(SyntaxFactory.Space);
        return root.ReplaceNode(arguments, arguments.AddArguments(added));
    }
}
