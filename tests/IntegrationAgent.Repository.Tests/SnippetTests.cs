namespace IntegrationAgent.Repository.Tests;

public class SnippetTests
{
    public static TheoryData<string> Documents => [.. SourceTree.Files("docs/capabilities", ".md").Append("docs/concepts.md").Append("docs/getting-started-driver.md")];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Code_for_authors_is_that_of_a_project_that_is_built(string document) => Assert.Empty(Snippets.Findings(document, SourceTree.Read(document), Read));

    [Fact]
    public void Pages_of_abilities_show_code() =>
        Assert.All(SourceTree.Files("docs/capabilities", ".md"), page => Assert.Contains("<!-- source: ", SourceTree.Read(page), StringComparison.Ordinal));

    [Theory]
    [InlineData("```csharp\nvar a = 1;\n```\n", "d.md: 'var a = 1;' names no source")]
    [InlineData("<!-- source: b.cs -->\n\n```csharp\nvar a = 1;\n```\n", "d.md: there is no b.cs")]
    [InlineData("<!-- source: a.cs -->\n\n```csharp\nvar a = 2;\n```\n", "d.md: 'var a = 2;' is not in a.cs")]
    public void Code_that_is_nowhere_is_found(string text, string finding) =>
        Assert.Equal([finding], Snippets.Findings("d.md", text, path => path == "a.cs" ? "class A\n{\n    var a = 1;\n}\n" : null));

    [Fact]
    public void Code_of_a_template_is_shown_as_it_is_made()
    {
        const string source = "//#if (canWrite)\nclass ZephyrClient : IRecordWriter\n//#else\nclass ZephyrClient\n//#endif\n{\n}\n";

        Assert.Empty(Snippets.Findings("d.md", "<!-- source: templates/a.cs -->\n```csharp\nclass HelpdeskClient : IRecordWriter\n{\n```\n", _ => source));
        Assert.Single(Snippets.Findings("d.md", "<!-- source: templates/a.cs -->\n```csharp\nclass HelpdeskClient\n{\n```\n", _ => source));
    }

    private static string? Read(string path) => File.Exists(Path.Combine(SourceTree.Root, path)) ? SourceTree.Read(path) : null;
}
