using IntegrationAgent.Driver.Generators.Analyzers;
using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Driver.CodeFixes;

[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class SettingToCredentialFix() : DriverCodeFix(DiagnosticIds.SecretSetting, "Declare it as a credential")
{
    protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { ArgumentList.Arguments: { Count: > 0 } arguments } attribute || !diagnostic.Properties.TryGetValue(FixProperties.Credential, out var name))
            return null;

        var kept = arguments.Where(argument => argument.NameEquals?.Name.Identifier.Text is "Description" or "Required").ToList();
        kept.Insert(0, SyntaxFactory.AttributeArgument(SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(name!))));
        var separators = Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), kept.Count - 1);
        var list = SyntaxFactory.AttributeArgumentList(SyntaxFactory.SeparatedList(kept.Select(argument => argument.WithoutTrivia()), separators));
        return root.ReplaceNode(attribute, SyntaxFactory.Attribute(SyntaxFactory.IdentifierName("Credential"), list).WithTriviaFrom(attribute));
    }
}
