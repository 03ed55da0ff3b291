using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>The checks that the declarations share, and where their findings go.</summary>
internal sealed class DeclarationCheck(INamedTypeSymbol type, List<DiagnosticInfo> diagnostics)
{
    private readonly HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);

    public void Report(DeclaredAttribute attribute, string message) =>
        diagnostics.Add(DiagnosticInfo.Create(GeneratorDiagnostics.Declaration, LocationInfo.From(attribute.Data, type), message));

    public bool SnakeCase(DeclaredAttribute attribute, string declaration)
    {
        if (Words.IsSnakeCase(attribute.Subject))
            return true;

        Report(attribute, $"The name \"{TextHygiene.Clean(attribute.Subject, 60)}\" is not snake_case: write [{declaration}(\"{Words.SuggestSnakeCase(attribute.Subject)}\")]");
        return false;
    }

    public bool Once(DeclaredAttribute attribute, string declaration)
    {
        if (seen.Add(declaration + ":" + attribute.Subject))
            return true;

        Report(attribute, $"[{declaration}(\"{attribute.Subject}\")] is declared twice: remove one of the two, or rename it");
        return false;
    }

    public string DeclareOrChoose(string declaration, string name, IEnumerable<string> known)
    {
        var names = string.Join(", ", known.Select(candidate => $"\"{candidate}\""));
        return names.Length == 0
            ? $"write [{declaration}(\"{Words.SuggestSnakeCase(name)}\")] on '{type.Name}'"
            : $"write one of {names}, or declare [{declaration}(\"{Words.SuggestSnakeCase(name)}\")]";
    }
}
