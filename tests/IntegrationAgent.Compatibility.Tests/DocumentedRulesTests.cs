using System.Text.RegularExpressions;
using IntegrationAgent.Agent.Compatibility;
using IntegrationAgent.Agent.Compatibility.Rendering;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Compatibility.Tests;

public class DocumentedRulesTests
{
    private static readonly string[] Sections = ["## Cause", "## Why", "## Bad", "## Good", "## How to suppress"];

    [Fact]
    public void Table_of_rules_is_that_of_the_code()
    {
        var rows = File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "compatibility.md")).Where(line => Regex.IsMatch(line, @"^\| `(CP|IAC)\d+` \|"));

        Assert.Equal(CompatRules.All.Select(rule => $"| `{rule.Id}` | {CompatMarkdown.Word(rule.Area)} | {rule.Impact.ToString().ToLowerInvariant()} | {rule.Title} | {rule.Why} |"), rows);
    }

    [Fact]
    public void Ids_of_rules_are_unique_and_in_order_within_their_area()
    {
        var ids = CompatRules.All.Select(rule => rule.Id).ToList();

        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void Every_code_of_packing_has_a_page_and_a_row_in_the_index()
    {
        var docs = Path.Combine(RepositoryRoot.Path, "docs", "diagnostics");
        var sources = Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "src", "IntegrationAgent.Driver.Pack"), "*.cs").Select(File.ReadAllText);
        var codes = sources.SelectMany(text => Regex.Matches(text, "\"(IAP\\d{4})\"").Select(match => match.Groups[1].Value)).Distinct().Order(StringComparer.Ordinal).ToList();
        var index = File.ReadAllText(Path.Combine(docs, "index.md"));

        Assert.NotEmpty(codes);
        Assert.Equal(codes, Directory.GetFiles(docs, "IAP*.md").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
        Assert.All(codes, code =>
        {
            var page = File.ReadAllText(Path.Combine(docs, code + ".md"));
            var title = Regex.Match(page, $@"\A# {code}: (.+)\n\nSeverity: (error|warning)\n").Groups;
            Assert.Equal(Sections, page.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)));
            Assert.Contains($"| [{code}]({code}.md) | {title[2].Value} | {title[1].Value} |", index, StringComparison.Ordinal);
        });
    }
}
