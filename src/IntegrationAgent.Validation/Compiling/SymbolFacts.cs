using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Agent.Validation.Compiling;

/// <summary>What symbols of the scripting package and of bindings mean.</summary>
internal static class SymbolFacts
{
    public const string ScriptingNamespace = "IntegrationAgent.Scripting";

    /// <summary>The object that a class stands for; null where it is no binding.</summary>
    public static BindingSymbol? BindingOf(ITypeSymbol? type)
    {
        if (type is not INamedTypeSymbol named)
            return null;
        foreach (var attribute in named.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "SourceObjectAttribute" or "TargetObjectAttribute" } declared && IsScripting(declared)
                && attribute.ConstructorArguments is [{ Value: string connection }, { Value: string target }])
                return new BindingSymbol(named, connection, target, declared.Name == "TargetObjectAttribute");
        }

        return null;
    }

    /// <summary>The field that a property of a binding stands for.</summary>
    public static string? FieldOf(ISymbol? symbol) => symbol is IPropertySymbol property
        ? property.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass is { Name: "FieldAttribute" } declared && IsScripting(declared))?.ConstructorArguments is [{ Value: string name }, ..] ? name : null
        : null;

    public static bool IsScripting(ISymbol? symbol) => symbol?.ContainingNamespace?.ToDisplayString() == ScriptingNamespace;

    /// <summary>True for a method of that class of the scripting package.</summary>
    public static bool IsMethodOf(IMethodSymbol? method, string className) => method is not null && method.ContainingType.Name == className && IsScripting(method.ContainingType);

    public static bool IsFlow(ITypeSymbol? type)
    {
        for (var one = type; one is not null; one = one.BaseType)
        {
            if (one.Name is "Flow" or "SourceFlow" && IsScripting(one))
                return true;
        }

        return false;
    }
}
