using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace IntegrationAgent.Templates.Tests;

/// <summary>From a made project to rows that the runtime reads through it, for a covering few.</summary>
public partial class WholeWayTests(TemplateWorld world)
{
    public static TheoryData<string> Covering => [.. Combination.Covering.Select(one => one.ToString())];

    [Theory]
    [MemberData(nameof(Covering))]
    public async Task Made_driver_passes_the_kit_packs_and_reads_rows_in_the_runtime(string combination)
    {
        world.RequireBuilt();
        var one = Combination.All.Single(each => each.ToString() == combination);
        var feed = await world.PackAsync(one);
        AssertPacked(one, feed);

        var workspace = Path.Combine(world.Root, "workspace-" + combination);
        (await Tool.DotnetAsync(world.Root, ["exec", Tool.Intagent, "init", workspace, "--single-user"])).Expect(0);
        (await Tool.DotnetAsync(workspace, ["exec", Tool.Intagent, "driver", "add", one.Project, "--feed", feed, "--feed", TemplateWorld.Feed])).Expect(0);
        var profile = one.Kind == "rest" ? await ReadOverHttpAsync(one, workspace) : await ReadFileAsync(one, workspace);
        Assert.Equal(40, JsonDocument.Parse(profile[profile.IndexOf('{', StringComparison.Ordinal)..(profile.LastIndexOf('}') + 1)]).RootElement.GetProperty("profile").GetProperty("seen").GetInt32());
    }

    private static void AssertPacked(Combination one, string feed)
    {
        using var package = ZipFile.OpenRead(Directory.GetFiles(feed, "*.nupkg").Single());
        var names = package.Entries.Select(entry => entry.FullName).ToHashSet();

        Assert.Superset(new HashSet<string> { ".intagent/driver.json", ".intagent/conformance.json", ".intagent/exchanges.json", "README.md", $"lib/net10.0/{one.Project}.dll", "examples/read-filter.cs", "examples/page.cs" }, names);
        using var claim = JsonDocument.Parse(package.GetEntry(".intagent/conformance.json")!.Open());
        Assert.Equal("passed", claim.RootElement.GetProperty("outcome").GetString());
        Assert.NotEmpty(claim.RootElement.GetProperty("checks").EnumerateArray());
        Assert.DoesNotContain(names, name => name.Contains("Sample", StringComparison.Ordinal) || name.Contains("Conformance.dll", StringComparison.Ordinal));
    }

    private async Task<string> ReadOverHttpAsync(Combination one, string workspace)
    {
        using var server = Tool.Start(world.FolderOf(one), ["exec", Sample(one), "0", "40"]);
        try
        {
            var line = await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            var address = Address().Match(line ?? "").Value;
            Assert.NotEmpty(address);
            return await ReadAsync(one, workspace, $"base_url={address}");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    private async Task<string> ReadFileAsync(Combination one, string workspace)
    {
        (await Tool.DotnetAsync(workspace, ["exec", Sample(one), Path.Combine("data", "sample.db"), "40"])).Expect(0);
        return await ReadAsync(one, workspace, "path=data/sample.db");
    }

    private static async Task<string> ReadAsync(Combination one, string workspace, string setting)
    {
        var credentials = one.Auth switch
        {
            "apikey" => new Dictionary<string, string> { ["API_KEY"] = "sample-key-4f1c9a" },
            "basic" => new Dictionary<string, string> { ["USER"] = "integration", ["PASSWORD"] = "sample-password-4f1c9a" },
            "oauth2" => new Dictionary<string, string> { ["CLIENT_ID"] = "sample-client", ["CLIENT_SECRET"] = "sample-secret-4f1c9a" },
            _ => [],
        };
        var variables = credentials.ToDictionary(pair => $"DESK__{one.Variable}_{pair.Key}", pair => pair.Value);
        (await Tool.DotnetAsync(workspace, ["exec", Tool.Intagent, "connect", "desk", "--driver", one.Id, "--set", setting], variables)).Expect(0);
        return (await Tool.DotnetAsync(workspace, ["exec", Tool.Intagent, "discover", "desk", "tickets", "--profile", "--json"], variables)).Expect(0).Text;
    }

    private string Sample(Combination one) => Path.Combine(world.FolderOf(one), "samples", $"{one.Project}.Sample", "bin", "Debug", "net10.0", $"{one.Project}.Sample.dll");

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Address();
}
