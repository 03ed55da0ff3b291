using Microsoft.CodeAnalysis.CSharp;

namespace IntegrationAgent.Driver.Generators.Emission;

/// <summary>Pieces of C# that the emitted source repeats.</summary>
internal static class CSharpText
{
    public const string Contract = "global::IntegrationAgent.Driver";
    public const string Element = "global::System.Text.Json.JsonElement";

    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    public static string Strings(IEnumerable<string> texts) => "[" + string.Join(", ", texts.Select(Literal)) + "]";

    /// <summary>A name as C# wants it, also where it is a keyword.</summary>
    public static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;
}
