using System.Text.Json;
using IntegrationAgent.Cli.Tests.Running;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Cli.Tests.Demo;

public class DemoTests
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData("renamed-field.json", 1)]
    [InlineData("no-custom-field.json", 0)]
    [InlineData("other-object.json", 0)]
    public async Task Demo_reaches_verified_rows_on_every_org(string? org, int questions)
    {
        using var folder = new TemporaryFolder();
        string[] orgArguments = org is null ? [] : ["--org", Path.Combine(RepositoryRoot.Path, "samples", "orgs", org)];

        var answer = await Intagent.RunAsync(folder.Path, ["demo", "--json", "--leads", "400", "--workspace", folder.File("demo"), .. orgArguments]);

        answer.Expect(0);
        var json = answer.Json;
        Assert.All(json.GetProperty("expectations").EnumerateArray(), one => Assert.True(one.GetProperty("holds").GetBoolean(), one.GetProperty("text").GetString()));
        Assert.Equal(questions, json.GetProperty("questions").GetArrayLength());
        var runs = json.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("counts")).ToArray();
        Assert.Equal(3, runs.Length);
        Assert.True(runs[0].GetProperty("created").GetInt64() > 0);
        Assert.Equal(0, runs[1].GetProperty("created").GetInt64() + runs[1].GetProperty("updated").GetInt64());
        Assert.Equal(3, runs[2].GetProperty("updated").GetInt64());
        Assert.Equal("E-APR-MISMATCH", json.GetProperty("refusal").GetProperty("code").GetString());
        Assert.Equal(json.GetProperty("rows").GetInt64(), Rows(folder, json));
    }

    [Fact]
    public async Task Demo_without_a_sandbox_stops_with_what_to_do()
    {
        using var folder = new TemporaryFolder();

        // No program can be found, and the jail's own system calls stay: so a sandbox is asked for that is never here.
        var answer = await Intagent.RunAsync(folder.Path, ["demo", "--sandbox", "bubblewrap"], new Dictionary<string, string> { ["PATH"] = "/nonexistent", ["INTAGENT_BWRAP"] = "/nonexistent/bwrap" });

        answer.ExpectError(5, "E-SBX-UNAVAILABLE");
    }

    [Theory]
    [InlineData(80)]
    [InlineData(140)]
    public async Task Demo_is_never_wider_than_the_screen(int columns)
    {
        using var folder = new TemporaryFolder();

        var answer = await Intagent.RunAsync(folder.Path, ["demo", "--leads", "100"], new Dictionary<string, string> { ["COLUMNS"] = columns.ToString(System.Globalization.CultureInfo.InvariantCulture) });

        answer.Expect(0);
        Assert.All(answer.Output.Split('\n'), line => Assert.True(line.Length <= columns, line));
        for (var step = 1; step <= 8; step++)
            Assert.Matches($"(?m)^{step}  ", answer.Output);
        Directory.Delete(Workspace(answer.Output), recursive: true);
    }

    private static string Workspace(string output) => System.Text.RegularExpressions.Regex.Match(output, @"(?m)^    workspace (\S+)$").Groups[1].Value;

    private static long Rows(TemporaryFolder folder, JsonElement json) =>
        Sql.Scalar(folder.File("demo", "data", "warehouse.db"), $"SELECT count(*) FROM \"{json.GetProperty("sheet").GetProperty("target").GetProperty("object").GetString()}\"");
}
