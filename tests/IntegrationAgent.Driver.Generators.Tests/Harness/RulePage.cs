using IntegrationAgent.Testing;

namespace IntegrationAgent.Driver.Generators.Tests.Harness;

/// <summary>The examples of a rule's page: what the documentation shows is what the tests compile.</summary>
internal static class RulePage
{
    public static string Bad(string id) => Example(id, "## Bad");

    public static string Good(string id) => Example(id, "## Good");

    private static string Example(string id, string heading)
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "diagnostics", id + ".md"));
        var start = page.IndexOf("```csharp\n", page.IndexOf(heading + "\n", StringComparison.Ordinal), StringComparison.Ordinal) + "```csharp\n".Length;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
