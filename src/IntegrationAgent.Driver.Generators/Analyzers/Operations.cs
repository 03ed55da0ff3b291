using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IntegrationAgent.Driver.Generators.Analyzers;

/// <summary>Questions that several rules ask of code.</summary>
internal static class Operations
{
    public static bool IsToken(ITypeSymbol? type) => IsNamed(type, "System.Threading", "CancellationToken");

    public static bool IsNamed(ITypeSymbol? type, string space, string name) => type is not null && type.Name == name && IsIn(type.ContainingNamespace, space);

    /// <summary>Compares a namespace from its end, without making its text.</summary>
    public static bool IsIn(INamespaceSymbol? containing, string space)
    {
        var end = space.Length;
        for (var current = containing; current is { IsGlobalNamespace: false }; current = current.ContainingNamespace)
        {
            var start = end - current.Name.Length;
            if (start < 0 || string.CompareOrdinal(space, start, current.Name, 0, current.Name.Length) != 0)
                return false;
            if (start == 0)
                return current.ContainingNamespace is { IsGlobalNamespace: true };
            if (space[start - 1] != '.')
                return false;
            end = start - 1;
        }

        return false;
    }

    public static bool IsContract(ITypeSymbol? type, string name) => IsNamed(type, "IntegrationAgent.Driver", name);

    public static bool Derives(ITypeSymbol? type, string space, string name)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (IsNamed(current, space, name))
                return true;
        }

        return false;
    }

    /// <summary>The innermost function that the operation is in: a lambda, a local function or the method itself.</summary>
    public static IMethodSymbol? Function(IOperation operation, ISymbol containing)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation lambda)
                return lambda.Symbol;
            if (current is ILocalFunctionOperation local)
                return local.Symbol;
        }

        return containing as IMethodSymbol;
    }

    /// <summary>The token that the code at this place can pass on: of its function, or of one around it.</summary>
    public static IParameterSymbol? TokenInScope(IOperation operation, ISymbol containing)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            var function = current switch
            {
                IAnonymousFunctionOperation lambda => lambda.Symbol,
                ILocalFunctionOperation local => local.Symbol,
                _ => null,
            };
            if (function?.Parameters.FirstOrDefault(parameter => IsToken(parameter.Type)) is { } token)
                return token;
            if (function?.IsStatic == true)
                return null;
        }

        return (containing as IMethodSymbol)?.Parameters.FirstOrDefault(parameter => IsToken(parameter.Type));
    }

    public static IOperation Unwrap(IOperation operation)
    {
        var current = operation;
        while (current is IConversionOperation conversion)
            current = conversion.Operand;
        return current;
    }

    /// <summary>True when the function is an iterator of records: it yields pages.</summary>
    public static bool StreamsPages(IMethodSymbol? method) =>
        method?.ReturnType is INamedTypeSymbol { Name: "IAsyncEnumerable", TypeArguments: [var page] }
        && (IsContract(page, "RecordPage") || IsContract(page, "ChangePage"));

    /// <summary>True when the operation is inside an argument of a text that is stored or shown: an exception or a log entry.</summary>
    public static string? Sink(IOperation operation)
    {
        for (var current = operation.Parent; current is not null and not IBlockOperation; current = current.Parent)
        {
            switch (current)
            {
                case IObjectCreationOperation { Type: { } type } when Derives(type, "System", "Exception"):
                    return $"the exception '{type.Name}'";
                case IInvocationOperation { TargetMethod: { Name: "Write" or "Log" or "LogInformation" or "LogWarning" or "LogError" or "LogDebug" or "WriteLine" } method }:
                    return $"the log by '{method.ContainingType.Name}.{method.Name}'";
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.ContainingType: var owner } } when Derives(owner, "System", "Exception"):
                    return $"the exception '{owner.Name}'";
                case IAnonymousFunctionOperation:
                    return null;
            }
        }

        return null;
    }
}
