using System.Text.Json;

namespace IntegrationAgent.Templates.Tests;

/// <summary>
/// Two versions of a made driver. What the kit recorded of the first, reads and writes, is given to both: the report names the calls that the second answers or
/// sends otherwise, and no others.
/// </summary>
public class VersionTests(TemplateWorld world)
{
    private static readonly Combination Made = Combination.Covering[0];

    [Fact]
    public void Combinations_that_go_the_whole_way_have_every_kind_access_and_way_to_authenticate()
    {
        Combination[] taken = [.. Combination.Covering, new("rest", "apikey", "readwrite")];

        Assert.Equal(Combination.All.Select(one => one.Kind).Distinct().Order(), taken.Select(one => one.Kind).Distinct().Order());
        Assert.Equal(Combination.All.Select(one => one.Access).Distinct().Order(), taken.Select(one => one.Access).Distinct().Order());
        Assert.Equal(Combination.All.Select(one => one.Auth).Distinct().Order(), taken.Select(one => one.Auth).Distinct().Order());
    }

    [Fact]
    public async Task Second_version_is_held_against_what_the_kit_recorded_of_the_first()
    {
        world.RequireBuilt();
        var first = Directory.GetFiles(await world.PackAsync(Made), "*.nupkg").Single();
        var second = await SecondAsync();

        var report = (await Tool.DotnetAsync(world.Root, ["exec", Tool.Intagent, "driver", "compat", first, second, "--feed", TemplateWorld.Feed, "--json"])).Expect(1).Text;

        var compat = JsonDocument.Parse(report[report.IndexOf('{', StringComparison.Ordinal)..(report.LastIndexOf('}') + 1)]).RootElement.GetProperty("report");
        var found = compat.GetProperty("findings").EnumerateArray().Select(finding => $"{finding.GetProperty("rule").GetString()} {finding.GetProperty("target").GetString()}");
        Assert.Equal(
            ["IAC0301 12 write update tickets", "IAC0301 6 query tickets", "IAC0303 10 write insert tickets", "IAC0303 11 write upsert tickets"],
            found.Order(StringComparer.Ordinal));
        Assert.Contains("Behaviour: of 13 recorded calls, 13 were replayed and 9 are answered as before.", report, StringComparison.Ordinal);
    }

    /// <summary>The same driver with three faults: it says of a whole result that it is a part, sends no nulls, and takes an update for nothing.</summary>
    private async Task<string> SecondAsync()
    {
        var (from, to) = (world.FolderOf(Made), Path.Combine(world.Root, "second"));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(from, path)))
        {
            if (file.Split('/', '\\') is { } parts && (parts.Contains("bin") || parts.Contains("obj") || parts[0] is "tests" or "samples"))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, file))!);
            File.Copy(Path.Combine(from, file), Path.Combine(to, file));
        }

        var source = Path.Combine(to, "src", Made.Project);
        Edit(Path.Combine(to, "Directory.Build.props"), "<Version>1.0.0</Version>", "<Version>1.0.1</Version>");
        Edit(Path.Combine(source, $"{Made.System}Client.Query.cs"), ": next is null ? StopReason.Exhausted", ": next is null ? StopReason.Limit");
        Edit(Path.Combine(source, $"{Made.System}Client.Write.cs"), "if (record.GetState(field) == ValueState.Absent)", "if (record.IsNull(field))");
        Edit(Path.Combine(source, $"{Made.System}Client.Write.cs"), "\"updated\" => WriteOutcome.Updated(result.Id)", "\"updated\" => WriteOutcome.Unchanged(result.Id)");
        var feed = Path.Combine(world.Root, "feed-second");
        (await Tool.DotnetAsync(to, ["pack", Path.Combine("src", Made.Project), "--configuration", "Debug", "--output", feed, "-v", "q"], world.Variables)).Expect(0);
        return Directory.GetFiles(feed, "*.nupkg").Single();
    }

    private static void Edit(string path, string find, string replace)
    {
        var text = File.ReadAllText(path);
        Assert.Contains(find, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(find, replace, StringComparison.Ordinal));
    }
}
