using System.Text.RegularExpressions;
using IntegrationAgent.Driver.Generators.Diagnostics;
using IntegrationAgent.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

/// <summary>Every rule ships a descriptor, a release row, a page and a test class; none ships without the others.</summary>
public partial class DiagnosticSetTests
{
    private static readonly string[] Sections = ["## Cause", "## Why", "## Bad", "## Good", "## How to suppress"];

    private static readonly IReadOnlyList<DiagnosticDescriptor> Descriptors =
    [
        .. GeneratorDiagnostics.All,
        .. typeof(DriverGenerator).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .SelectMany(type => ((DiagnosticAnalyzer)Activator.CreateInstance(type)!).SupportedDiagnostics)
            .DistinctBy(descriptor => descriptor.Id),
    ];

    [Fact]
    public void Ids_are_unique_and_in_their_range()
    {
        Assert.True(Descriptors.Count >= 6);
        Assert.Equal(Descriptors.Count, Descriptors.Select(descriptor => descriptor.Id).Distinct().Count());
        Assert.All(Descriptors, descriptor => Assert.Matches("^IAD(00|01)[0-9]{2}$", descriptor.Id));
        Assert.Equal(Ids(), Constants());
    }

    [Fact]
    public void Every_rule_has_a_release_row_with_its_severity()
    {
        var rows = ReleaseRow().Matches(ReadSource("AnalyzerReleases.Unshipped.md") + ReadSource("AnalyzerReleases.Shipped.md"))
            .ToDictionary(match => match.Groups["id"].Value, match => match.Groups["severity"].Value);

        Assert.Equal(Ids(), rows.Keys.Order());
        Assert.All(Descriptors, descriptor => Assert.Equal(descriptor.DefaultSeverity.ToString(), rows[descriptor.Id]));
    }

    [Fact]
    public void Every_rule_has_a_page_with_all_sections()
    {
        var folder = Path.Combine(RepositoryRoot.Path, "docs", "diagnostics");

        Assert.Equal(Ids(), Directory.GetFiles(folder, "IAD*.md").Select(Path.GetFileNameWithoutExtension).Order());
        Assert.All(Descriptors, descriptor =>
        {
            var page = File.ReadAllText(Path.Combine(folder, descriptor.Id + ".md"));
            Assert.StartsWith($"# {descriptor.Id}: {descriptor.Title}\n\nSeverity: {Severity(descriptor)}\n", page, StringComparison.Ordinal);
            var headings = page.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal));
            Assert.Equal(Sections, headings);
            Assert.Equal($"docs/diagnostics/{descriptor.Id}.md", descriptor.HelpLinkUri);
        });
    }

    [Fact]
    public void Index_lists_every_rule()
    {
        var index = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "diagnostics", "index.md"));

        var rows = IndexRow().Matches(index).Select(match => match.Value);

        Assert.Equal(Descriptors.OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal).Select(descriptor => $"| [{descriptor.Id}]({descriptor.Id}.md) | {Severity(descriptor)} | {descriptor.Title} |"), rows);
    }

    [Fact]
    public void Every_rule_has_a_test_class()
    {
        var classes = typeof(DiagnosticSetTests).Assembly.GetTypes()
            .Where(type => type.GetMethods().Any(method => method.GetCustomAttributes(typeof(FactAttribute), inherit: true).Length > 0))
            .Select(type => type.Name)
            .ToHashSet(StringComparer.Ordinal);

        Assert.All(Ids(), id => Assert.Contains(id + "Tests", classes));
    }

    private static IEnumerable<string> Ids() => Descriptors.Select(descriptor => descriptor.Id).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Constants() => typeof(DiagnosticIds).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal);

    private static string Severity(DiagnosticDescriptor descriptor) => descriptor.DefaultSeverity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "suggestion",
    };

    private static string ReadSource(string file) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src", "IntegrationAgent.Driver.Generators", file));

    [GeneratedRegex(@"^(?<id>IAD\d{4}) \| IntegrationAgent\.Driver \| (?<severity>\w+) \| ", RegexOptions.Multiline)]
    private static partial Regex ReleaseRow();

    [GeneratedRegex(@"^\| \[IAD.*\|$", RegexOptions.Multiline)]
    private static partial Regex IndexRow();
}
