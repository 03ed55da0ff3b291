using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Repository.Tests;

/// <summary>Finds public properties of options, limits and caps whose documentation does not say what they are when nobody sets them.</summary>
internal static class OptionDefaults
{
    public static IEnumerable<string> Missing(string path, string source) => CSharpSyntaxTree.ParseText(source).GetRoot()
        .DescendantNodes()
        .OfType<TypeDeclarationSyntax>()
        .Where(type => Is(type.Modifiers, SyntaxKind.PublicKeyword) && IsOptions(type.Identifier.ValueText))
        .SelectMany(type => type.Members.OfType<PropertyDeclarationSyntax>().Where(IsUnsaid).Select(property => $"{path}: {type.Identifier.ValueText}.{property.Identifier.ValueText}"));

    private static bool IsOptions(string name) =>
        name.EndsWith("Options", StringComparison.Ordinal) || name.EndsWith("Limits", StringComparison.Ordinal) || name.EndsWith("Caps", StringComparison.Ordinal);

    private static bool IsUnsaid(PropertyDeclarationSyntax property) =>
        Is(property.Modifiers, SyntaxKind.PublicKeyword)
        && !Is(property.Modifiers, SyntaxKind.RequiredKeyword)
        && !Is(property.Modifiers, SyntaxKind.StaticKeyword)
        && property.AccessorList?.Accessors.Any(accessor => accessor.IsKind(SyntaxKind.SetAccessorDeclaration) || accessor.IsKind(SyntaxKind.InitAccessorDeclaration)) == true
        && !property.GetLeadingTrivia().ToFullString().Contains("<value>", StringComparison.Ordinal);

    private static bool Is(SyntaxTokenList modifiers, SyntaxKind kind) => modifiers.Any(modifier => modifier.IsKind(kind));
}
