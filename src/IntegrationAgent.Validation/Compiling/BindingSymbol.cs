using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Agent.Validation.Compiling;

/// <summary>A binding class as the compiler sees it.</summary>
internal sealed record BindingSymbol(INamedTypeSymbol Type, string Connection, string Object, bool IsTarget);
