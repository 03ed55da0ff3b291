using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Tests.Harness;

internal sealed record HarnessOptions
{
    public string? AssemblyName { get; init; }

    public DocumentationMode Documentation { get; init; } = DocumentationMode.Diagnose;

    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();
}
