using IntegrationAgent.Agent.Validation.Compiling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Agent.Validation.Analysis;

/// <summary>Lists the parameters that a script reads.</summary>
internal static class ParameterCollector
{
    /// <summary>The parameters that are named, and whether these are all: false where a name is made at run time, or the parameters are handed on.</summary>
    public static (IReadOnlyList<ScriptParameter> Named, bool AreAll) Collect(SyntaxNode root, SemanticModel model)
    {
        var named = new SortedDictionary<string, ScriptParameter>(StringComparer.Ordinal);
        var areAll = true;
        foreach (var access in root.DescendantNodes().OfType<MemberAccessExpressionSyntax>())
        {
            if (model.GetSymbolInfo(access).Symbol is not IPropertySymbol { Name: "Parameters", ContainingType: { Name: "Job" } job } || !SymbolFacts.IsScripting(job))
                continue;
            var (arguments, isRequired) = access.Parent switch
            {
                ElementAccessExpressionSyntax element when element.Expression == access => (element.ArgumentList.Arguments, true),
                MemberAccessExpressionSyntax { Name.Identifier.ValueText: "TryGetValue" or "GetValueOrDefault" or "ContainsKey", Parent: InvocationExpressionSyntax call } => (call.ArgumentList.Arguments, false),
                _ => default,
            };

            // What is also looked for can be left out.
            if (arguments is [var first, ..] && model.GetConstantValue(first.Expression) is { HasValue: true, Value: string name })
            {
                var before = named.GetValueOrDefault(name) ?? new ScriptParameter(name, true);
                named[name] = new ScriptParameter(name, isRequired && before.IsRequired, before.Type ?? ParsedAs(access.Parent!, model));
            }
            else
                areAll = false;
        }

        return ([.. named.Values], areAll);
    }

    /// <summary>The type whose <c>Parse</c> the value is handed to.</summary>
    private static string? ParsedAs(SyntaxNode value, SemanticModel model) =>
        value.Parent is ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call } list } argument && list.Arguments[0] == argument
        && model.GetSymbolInfo(call).Symbol is IMethodSymbol { Name: "Parse", IsStatic: true, ContainingType: { ContainingNamespace.Name: "System" } type }
            ? type.Name
            : null;
}
