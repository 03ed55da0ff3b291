using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace IntegrationAgent.Repository.Tests;

/// <summary>What docfx would find: pages, the table of contents, and references into the API.</summary>
public partial class DocumentSiteTests
{
    private static readonly JsonElement Configuration = JsonDocument.Parse(SourceTree.Read("docs/docfx.json")).RootElement;

    /// <summary>The assemblies whose API the site shows.</summary>
    private static readonly Lazy<IReadOnlyList<Assembly>> Shown = new(() =>
    [
        .. Texts(Configuration.GetProperty("metadata")[0].GetProperty("src")[0].GetProperty("files")).Select(pattern => Assembly.Load(pattern.Split('/')[0])),
    ]);

    [Fact]
    public void Table_of_contents_names_every_page_once_and_nothing_else()
    {
        var named = Href().Matches(SourceTree.Read("docs/toc.yml")).Select(match => match.Groups[1].Value).Where(href => !href.StartsWith("api/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        var pages = SourceTree.Files("docs", ".md").Select(path => path["docs/".Length..])
            .Where(path => !path.StartsWith("decisions/0", StringComparison.Ordinal) && !path.StartsWith("diagnostics/I", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

        Assert.Equal(pages, named);
    }

    [Fact]
    public void Every_page_belongs_to_the_site()
    {
        var patterns = Configuration.GetProperty("build").GetProperty("content").EnumerateArray().SelectMany(item => Texts(item.GetProperty("files"))).ToList();

        Assert.Empty(SourceTree.Files("docs", ".md").Select(path => path["docs/".Length..]).Where(page => !patterns.Exists(pattern => Matches(pattern, page))).ToList());
        Assert.False(patterns.Exists(pattern => Matches(pattern, "elsewhere/page.md")));
    }

    [Fact]
    public void Api_of_every_package_that_authors_and_scripts_compile_against_is_shown() =>
        Assert.Superset(
            new HashSet<string> { "IntegrationAgent.Driver.Abstractions", "IntegrationAgent.Driver.Authoring", "IntegrationAgent.Driver.Conformance", "IntegrationAgent.Driver.Conformance.Examples", "IntegrationAgent.Scripting" },
            Shown.Value.Select(assembly => assembly.GetName().Name!).ToHashSet());

    [Fact]
    public void References_into_the_api_exist()
    {
        var uids = Uids();
        var named = SourceTree.Files("docs", ".md").SelectMany(path => Xref().Matches(SourceTree.Read(path)).Select(match => match.Groups[1].Value)).Distinct().ToList();

        Assert.NotEmpty(named);
        Assert.Empty(named.Where(uid => !uids.Contains(uid)).ToList());
    }

    [Theory]
    [InlineData("IntegrationAgent.Driver.INoSuchThing")]
    [InlineData("IntegrationAgent.Driver.IDriver.NoSuchMethod")]
    public void Reference_to_nothing_is_noticed(string uid) => Assert.DoesNotContain(uid, Uids());

    /// <summary>The ids that docfx gives to types and to members without parameters; those with parameters are not referred to by documents.</summary>
    private static HashSet<string> Uids()
    {
        const BindingFlags declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return
        [
            .. Shown.Value.SelectMany(assembly => assembly.GetExportedTypes()).SelectMany(type => (string[])
            [
                type.FullName!.Replace('+', '.'),
                .. type.GetProperties(declared).Select(property => $"{type.FullName}.{property.Name}"),
                .. type.GetFields(declared).Select(field => $"{type.FullName}.{field.Name}"),
            ]),
        ];
    }

    private static bool Matches(string pattern, string page) =>
        Regex.IsMatch(page, "^" + Regex.Escape(pattern).Replace("\\*\\*/", "(.*/)?", StringComparison.Ordinal).Replace("\\*", "[^/]*", StringComparison.Ordinal) + "$");

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(item => item.GetString()!);

    [GeneratedRegex(@"href: (\S+)")]
    private static partial Regex Href();

    [GeneratedRegex(@"<xref:([\w.]+)>")]
    private static partial Regex Xref();
}
