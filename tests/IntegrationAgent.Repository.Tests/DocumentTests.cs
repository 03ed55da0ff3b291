using System.Text.RegularExpressions;

namespace IntegrationAgent.Repository.Tests;

public partial class DocumentTests
{
    private static readonly Lazy<string> Tests = new(() => string.Concat(SourceTree.Files("tests", ".cs").Select(SourceTree.Read)));

    public static TheoryData<string> Documents =>
        [.. SourceTree.Files("docs", ".md").Concat(SourceTree.Files("samples", ".md")).Concat(SourceTree.Files("templates", ".md")).Concat(SourceTree.Files("benchmarks", ".md")).Concat(Directory.GetFiles(SourceTree.Root, "*.md").Select(path => Path.GetFileName(path)))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_of_a_document_lead_somewhere(string document) =>
        Assert.Empty(DocumentLinks.Broken(document, SourceTree.Read(document), Content));

    [Theory]
    [InlineData("[a](missing.md)", "docs/x.md: missing.md (no such file)")]
    [InlineData("[a](y.md#nowhere)", "docs/x.md: y.md#nowhere (no such heading)")]
    [InlineData("# Here\n[a](#there)", "docs/x.md: #there (no such heading)")]
    public void Broken_link_is_found(string text, string finding) =>
        Assert.Equal([finding], DocumentLinks.Broken("docs/x.md", text, path => path == "docs/y.md" ? "# A heading, `coded`\n" : null));

    [Theory]
    [InlineData("[a](y.md#a-heading-coded)")]
    [InlineData("[a](https://example.org/missing)")]
    [InlineData("```\n[a](missing.md)\n```\n")]
    public void Good_link_passes(string text) =>
        Assert.Empty(DocumentLinks.Broken("docs/x.md", text, path => path == "docs/y.md" ? "# A heading, `coded`\n" : null));

    [Theory]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("docs/governance.md")]
    [InlineData("docs/testing-validation-spec.md")]
    [InlineData("docs/sandbox.md")]
    [InlineData("docs/wire.md")]
    public void Named_tests_and_paths_exist(string document)
    {
        var named = Code().Matches(SourceTree.Read(document)).Select(match => match.Groups[1].Value).ToList();

        Assert.Empty(named.Where(name => TestName().IsMatch(name) && !HasTest(name)).ToList());
        Assert.Empty(named.Where(name => PathName().IsMatch(name) && !Path.Exists(Path.Combine(SourceTree.Root, name))).ToList());
    }

    [Theory]
    [InlineData("NoSuchThingTests")]
    [InlineData("DocumentTests.No_such_fact")]
    public void Missing_test_is_noticed(string name) => Assert.False(HasTest(name));

    [Fact]
    public void Index_of_decisions_lists_every_record_once()
    {
        var records = SourceTree.Files("docs/decisions", ".md").Select(path => Path.GetFileName(path)).Where(name => name != "README.md").ToList();
        var listed = Regex.Matches(SourceTree.Read("docs/decisions/README.md"), @"^\| \[(\d{4})\]\((\d{4}-[a-z0-9-]+\.md)\)", RegexOptions.Multiline).ToList();

        Assert.NotEmpty(records);
        Assert.Equal(records, listed.Select(match => match.Groups[2].Value));
        Assert.All(listed, match => Assert.StartsWith(match.Groups[1].Value, match.Groups[2].Value, StringComparison.Ordinal));
        Assert.Equal(records.Count, records.Select(name => name[..4]).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Decisions))]
    public void Decision_says_context_options_decision_consequences_and_check(string path)
    {
        var text = SourceTree.Read(path);

        Assert.All(["## Context", "## Options", "## Decision", "## Consequences", "## How it is checked"], heading => Assert.Contains($"\n{heading}\n", text, StringComparison.Ordinal));
        Assert.Matches(@"^# \d+\. ", text);
        Assert.Equal(int.Parse(Path.GetFileName(path)[..4], System.Globalization.CultureInfo.InvariantCulture), int.Parse(Regex.Match(text, @"\d+").Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    public static TheoryData<string> Decisions => [.. SourceTree.Files("docs/decisions", ".md").Where(path => !path.EndsWith("README.md", StringComparison.Ordinal))];

    [Fact]
    public void Index_of_documents_names_every_document()
    {
        var index = SourceTree.Read("docs/README.md");

        Assert.Empty(SourceTree.Files("docs", ".md").Where(path => path.Count(character => character == '/') == 1 && path != "docs/README.md" && !index.Contains(path["docs/".Length..], StringComparison.Ordinal)).ToList());
    }

    [Fact]
    public void Documents_name_no_path_of_a_machine() =>
        Assert.Empty(Documents.SelectMany(row => SourceHygiene.Findings(row.Data, SourceTree.Read(row.Data))).Where(finding => finding.EndsWith("machine", StringComparison.Ordinal)).ToList());

    [Fact]
    public void Commands_that_documents_name_exist()
    {
        var commands = Regex.Matches(string.Concat(SourceTree.Files("src/IntegrationAgent.Cli", ".cs").Select(SourceTree.Read)), "new(?: Command)?\\(\"([a-z-]+)\",").Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var named = Documents.SelectMany(row => CommandName().Matches(SourceTree.Read(row.Data)).Select(match => match.Groups[1].Value)).Distinct();

        Assert.Empty(named.Where(name => !commands.Contains(name)).ToList());
    }

    private static string? Content(string path)
    {
        var full = Path.Combine(SourceTree.Root, path);
        return File.Exists(full) ? File.ReadAllText(full) : Directory.Exists(full) ? "" : null;
    }

    private static bool HasTest(string name)
    {
        var parts = name.Split('.');
        return Regex.IsMatch(Tests.Value, $@"\bclass {Regex.Escape(parts[0])}\b") && (parts.Length == 1 || Regex.IsMatch(Tests.Value, $@"\b{Regex.Escape(parts[1])}\("));
    }

    [GeneratedRegex(@"(?<![.\w])intagent ([a-z][a-z-]+)")]
    private static partial Regex CommandName();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^[A-Z]\w+Tests(\.\w+)?$")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^(src|tests|docs|eng|samples|templates|benchmarks|\.ci|\.github)/[\w./-]*$")]
    private static partial Regex PathName();
}
