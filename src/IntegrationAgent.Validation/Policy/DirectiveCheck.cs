using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Agent.Validation.Policy;

/// <summary>Allows the few directives that a script needs to run by itself; they mean nothing in a run that was approved.</summary>
internal static class DirectiveCheck
{
    public static IEnumerable<ScriptDiagnostic> Check(SyntaxNode root, IReadOnlyCollection<string> packages)
    {
        foreach (var trivia in root.DescendantTrivia(descendIntoTrivia: true).Where(trivia => trivia.IsDirective))
        {
            var text = trivia.ToString().Trim();
            if (trivia.GetStructure() is IgnoredDirectiveTriviaSyntax && IsAllowed(text, packages))
                continue;
            var place = trivia.GetLocation().GetLineSpan().StartLinePosition;
            yield return PolicyRules.Diagnostic("DIRECTIVE", text, place.Line + 1, place.Character + 1);
        }

        foreach (var token in root.DescendantTrivia().Where(trivia => trivia.IsKind(SyntaxKind.DisabledTextTrivia)))
        {
            var place = token.GetLocation().GetLineSpan().StartLinePosition;
            yield return PolicyRules.Diagnostic("DIRECTIVE", "disabled text", place.Line + 1, place.Character + 1);
        }
    }

    private static bool IsAllowed(string text, IReadOnlyCollection<string> packages)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["#:package", var package] => packages.Contains(package.Split('@')[0], StringComparer.OrdinalIgnoreCase),
            ["#:property", "PublishAot=false"] => true,
            _ => false,
        };
    }
}
