using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Templates.Tests;

public partial class TemplateTests(TemplateWorld world)
{
    public static TheoryData<string> Combinations => [.. Combination.All.Select(one => one.ToString())];

    [Fact]
    public void Every_legal_combination_builds_without_a_warning()
    {
        world.Build.Expect(0);
        foreach (var one in Combination.All)
            Assert.True(File.Exists(Path.Combine(world.FolderOf(one), "src", one.Project, "bin", "Debug", "net10.0", one.Project + ".dll")), one.ToString());
    }

    [Fact]
    public void Packages_of_the_sdk_come_from_the_feed_that_was_just_built()
    {
        foreach (var id in (string[])["abstractions", "authoring", "conformance"])
            Assert.Equal([TemplateWorld.Version], Directory.GetDirectories(Path.Combine(world.Root, "packages", $"integrationagent.driver.{id}")).Select(path => Path.GetFileName(path)));
    }

    [Theory]
    [InlineData("apikey")]
    [InlineData("oauth2")]
    [InlineData("basic")]
    public async Task Authentication_of_a_database_file_is_refused(string auth)
    {
        var output = await world.NewAsync("Acme.Drivers.Refused", "refused-" + auth, "--kind", "sql", "--auth", auth);

        Assert.NotEqual(0, output.ExitCode);
        Assert.False(Directory.Exists(Path.Combine(world.Root, "refused-" + auth)));
    }

    [Fact]
    public async Task Defaults_are_a_rest_api_with_a_key_that_is_written_to_and_the_usual_sources()
    {
        (await world.NewAsync("Acme.Drivers.Plain", "plain")).Expect(0);
        var driver = await File.ReadAllTextAsync(Path.Combine(world.Root, "plain", "src", "Acme.Drivers.Plain", "PlainDriver.cs"), TestContext.Current.CancellationToken);

        Assert.Contains("PLAIN_API_KEY", driver, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(world.Root, "plain", "src", "Acme.Drivers.Plain", "PlainClient.Write.cs")));
        Assert.False(File.Exists(Path.Combine(world.Root, "plain", "NuGet.config")));
    }

    [Fact]
    public async Task Feed_that_was_named_is_written_to_the_configuration_of_nuget()
    {
        (await world.NewAsync("Acme.Drivers.Fed", "fed", "--feed", TemplateWorld.Feed)).Expect(0);
        var configuration = XDocument.Load(Path.Combine(world.Root, "fed", "NuGet.config"));

        Assert.Equal([TemplateWorld.Feed], configuration.Descendants("add").Attributes("value").Select(value => value.Value));
    }

    [Fact]
    public async Task Name_with_a_dash_becomes_names_that_compile()
    {
        (await world.NewAsync("Acme.Drivers.Service-desk", "dash")).Expect(0);
        var driver = await File.ReadAllTextAsync(Path.Combine(world.Root, "dash", "src", "Acme.Drivers.Service-desk", "Service_deskDriver.cs"), TestContext.Current.CancellationToken);

        Assert.Contains("[Driver(\"service-desk\"", driver, StringComparison.Ordinal);
        Assert.Contains("namespace Acme.Drivers.Service_desk;", driver, StringComparison.Ordinal);
        Assert.Contains("SERVICE_DESK_API_KEY", driver, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Nothing_of_the_template_is_left(string combination)
    {
        var one = Combination.All.Single(each => each.ToString() == combination);
        var files = Directory.EnumerateFiles(world.FolderOf(one), "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(world.FolderOf(one), path).Replace('\\', '/')).Where(path => !Built().IsMatch(path)).ToList();

        Assert.DoesNotContain(files, path => Leftovers(path).Any());
        Assert.Empty(files.SelectMany(path => Leftovers(File.ReadAllText(Path.Combine(world.FolderOf(one), path))).Select(left => $"{path}: {left}")));
        Assert.Superset(
            new HashSet<string> { ".editorconfig", ".gitignore", ".github/workflows/build.yml", "README.md", "Directory.Build.props", "Directory.Packages.props", "global.json", $"{one.Project}.slnx", $"src/{one.Project}/compat-baseline.json", $"tests/{one.Project}.Conformance/PublicApi.txt", $"src/{one.Project}/README.md" },
            files.ToHashSet());
        Assert.Equal(3, files.Count(path => path.StartsWith($"src/{one.Project}/examples/", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("class ZephyrDriver", "Zephyr")]
    [InlineData("Version=\"SDK_VERSION\"", "SDK_VERSION")]
    [InlineData("#if (canWrite)", "#if (")]
    [InlineData("<!--#endif -->", "<!--#endif")]
    [InlineData("\"REPLACE_ME\"", "REPLACE_ME")]
    public void Placeholder_is_noticed(string text, string left) => Assert.Equal([left], Leftovers(text));

    [Fact]
    public void Versions_in_the_template_are_those_of_this_repository()
    {
        var ours = Versions(Path.Combine(RepositoryRoot.Path, "Directory.Packages.props"));

        foreach (var kind in (string[])["rest", "sql"])
        {
            var theirs = Versions(Path.Combine(RepositoryRoot.Path, "templates", kind, "Directory.Packages.props"));
            Assert.All(theirs.Where(pair => pair.Value != "SDK_VERSION"), pair => Assert.Equal((pair.Key, ours[pair.Key]), (pair.Key, pair.Value)));
            Assert.Contains("SDK_VERSION", theirs.Values);
        }
    }

    [Fact]
    public void Package_of_templates_refers_to_the_sdk_of_its_own_build()
    {
        using var package = ZipFile.OpenRead(Path.Combine(TemplateWorld.Feed, $"IntegrationAgent.Templates.{TemplateWorld.Version}.nupkg"));

        foreach (var kind in (string[])["rest", "sql"])
        {
            using var definition = new StreamReader(package.GetEntry($"content/{kind}/.template.config/template.json")!.Open());
            Assert.Contains($"\"defaultValue\": \"{TemplateWorld.Version}\"", definition.ReadToEnd(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(package.Entries, entry => entry.FullName.StartsWith("lib/", StringComparison.Ordinal));
    }

    private static Dictionary<string, string> Versions(string path) =>
        XDocument.Load(path).Descendants("PackageVersion").ToDictionary(one => one.Attribute("Include")!.Value, one => one.Attribute("Version")!.Value);

    private static IEnumerable<string> Leftovers(string text) => Leftover().Matches(text).Select(match => match.Value);

    [GeneratedRegex(@"(^|/)(bin|obj)/")]
    private static partial Regex Built();

    [GeneratedRegex(@"zephyr|SDK_VERSION|SDK_PACKED_VERSION|SDK_FEED|Acme[-_]Drivers|//#(if|else|endif)|#if \(|<!--#(if|else|endif)|REPLACE_ME|CHANGE_ME|YOUR_[A-Z_]+_HERE|\bTODO\b", RegexOptions.IgnoreCase)]
    private static partial Regex Leftover();
}
