using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Diagnostics;

/// <summary>Makes every descriptor, so that each one has its help page.</summary>
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
        helpLinkUri: $"https://integrationagent.dev/docs/diagnostics/{id}.md");
}
