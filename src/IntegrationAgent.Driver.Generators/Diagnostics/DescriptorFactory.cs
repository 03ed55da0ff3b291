using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Diagnostics;

/// <summary>Makes every descriptor, so that each one has its help page: a path, which is the same in the repository and in the package of the contract.</summary>
internal static class DescriptorFactory
{
    public const string Category = "IntegrationAgent.Driver";

    public static DiagnosticDescriptor Create(string id, string title, string message, DiagnosticSeverity severity) => new(
        id,
        title,
        message,
        Category,
        severity,
        isEnabledByDefault: true,
        helpLinkUri: $"docs/diagnostics/{id}.md");
}
