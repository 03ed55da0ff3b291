using IntegrationAgent.Agent.Validation.Compiling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Agent.Validation.Analysis;

/// <summary>Finds the binding classes that a script uses, and of each the properties.</summary>
internal static class UsedProperties
{
    public static IReadOnlyDictionary<string, HashSet<string>> Of(SemanticModel model)
    {
        var used = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var name in model.SyntaxTree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            switch (model.GetSymbolInfo(name).Symbol)
            {
                case IPropertySymbol property when SymbolFacts.FieldOf(property) is not null:
                    Of(property.ContainingType.Name).Add(property.Name);
                    break;
                case INamedTypeSymbol type when SymbolFacts.BindingOf(type) is not null:
                    Of(type.Name);
                    break;
            }
        }

        return used;

        HashSet<string> Of(string type) => used.TryGetValue(type, out var names) ? names : used[type] = new HashSet<string>(StringComparer.Ordinal);
    }
}
