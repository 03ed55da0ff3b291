using IntegrationAgent.Cli.Tests.Running;

namespace IntegrationAgent.Cli.Tests.Commands;

public class BadInputTests
{
    [Fact]
    public async Task Wrong_credential_names_the_variable_and_shows_no_secret()
    {
        const string wrong = "not-the-secret-of-this-org";
        await using var workspace = await LeadWorkspace.CreateAsync();
        workspace.Variables["SALESFORCE__SF_CLIENT_SECRET"] = wrong;

        var answer = await workspace.RunAsync("discover", "salesforce", "--verbose");

        answer.Expect(3);
        Assert.Contains("error E-CON-AUTH: ", answer.Error, StringComparison.Ordinal);
        Assert.Contains("SALESFORCE__SF_CLIENT_SECRET", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong, answer.Error + answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_credential_names_the_variable()
    {
        await using var workspace = await LeadWorkspace.CreateAsync();
        workspace.Variables.Remove("SALESFORCE__SF_CLIENT_SECRET");

        var answer = await workspace.RunAsync("discover", "salesforce");

        answer.ExpectError(3, "E-(CON-AUTH|SEC-MISSING)");
        Assert.Contains("SALESFORCE__SF_CLIENT_SECRET", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_are_written_to_an_env_file_that_only_its_owner_reads()
    {
        await using var workspace = await LeadWorkspace.CreateAsync();
        var variables = new Dictionary<string, string>();
        string[] connect = ["connect", "salesforce", "--driver", "salesforce", "--write-env"];

        var answer = await Intagent.RunAsync(workspace.Path, connect, variables, $"SF_CLIENT_ID={workspace.Simulator.ClientId}\nSF_CLIENT_SECRET={workspace.Simulator.ClientSecret}\n");

        answer.Expect(0);
        var file = System.IO.Path.Combine(workspace.Path, ".env");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.DoesNotContain(workspace.Simulator.ClientSecret, answer.Output + answer.Error, StringComparison.Ordinal);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        (await Intagent.RunAsync(workspace.Path, ["discover", "salesforce"], variables)).ExpectError(4, "E-SEC-ENV-MODE");
    }

    [Fact]
    public async Task Unknown_object_gets_the_nearest_names()
    {
        await using var workspace = await LeadWorkspace.CreateAsync();

        var discover = await workspace.RunAsync("discover", "salesforce", "Laed");
        var ask = await workspace.RunAsync("ask", "Sync gizmos from Salesforce to the warehouse: name, email.");

        discover.ExpectError(2, "E-[A-Z-]+");
        Assert.Contains("Lead", discover.Error, StringComparison.Ordinal);
        ask.ExpectError(2, "E-AUT-ANSWER-MISSING");
        Assert.Contains("source object", ask.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discovered_fields_are_those_of_this_org()
    {
        await using var workspace = await LeadWorkspace.CreateAsync();

        var answer = (await workspace.RunAsync("discover", "salesforce", "Lead", "--json")).Expect(0);

        var fields = answer.Json.GetProperty("answer").GetProperty("value").EnumerateArray().Select(field => field.GetProperty("name").GetString()).ToArray();
        Assert.Contains("Acquisition_Channel__c", fields);
        Assert.Contains("Acquisition_Channel__c", (await workspace.RunAsync("discover", "salesforce", "Lead")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_that_is_gone_is_a_connection_error()
    {
        await using var workspace = await LeadWorkspace.CreateAsync();
        workspace.Simulator.StopServing();

        (await workspace.RunAsync("discover", "salesforce")).ExpectError(3, "E-CON-UNREACHABLE");
    }

    [Fact]
    public async Task Feed_that_is_down_is_a_connection_error()
    {
        await using var workspace = await LeadWorkspace.CreateAsync(connect: false);

        (await workspace.RunAsync("driver", "add", "IntegrationAgent.Drivers.Sqlite", "--feed", "http://127.0.0.1:1/v3/index.json")).ExpectError(3, "E-PKG-FEED");
        (await workspace.RunAsync("driver", "search", "--feed", "/nowhere")).ExpectError(3, "E-PKG-FEED");
    }

    [Fact]
    public async Task Workspace_that_is_half_there_says_what_is_missing_and_repair_brings_it_back()
    {
        await using var workspace = await LeadWorkspace.CreateAsync(connect: false);
        File.Delete(System.IO.Path.Combine(workspace.Path, "connections.json"));

        var answer = await workspace.RunAsync("driver", "list");

        answer.ExpectError(2, "E-WSP-INCOMPLETE");
        Assert.Contains("connections.json", answer.Error, StringComparison.Ordinal);
        (await workspace.RunAsync("init", "--repair")).Expect(0);
        (await workspace.RunAsync("driver", "list")).Expect(0);
    }

    [Fact]
    public async Task Folder_without_a_workspace_says_so()
    {
        using var folder = new TemporaryFolder();

        (await Intagent.RunAsync(folder.Path, ["check", "lead-sync"])).ExpectError(2, "E-WSP-NONE");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("connect warehouse")]
    [InlineData("run")]
    [InlineData("demo --leads many")]
    public async Task Command_line_that_is_not_understood_ends_with_2(string line)
    {
        using var folder = new TemporaryFolder();

        var answer = await Intagent.RunAsync(folder.Path, [.. line.Split(' '), "--json"]);

        answer.ExpectError(2, "E-CLI-USAGE");
        Assert.False(answer.Json.GetProperty("ok").GetBoolean());
        Assert.Equal("E-CLI-USAGE", answer.Json.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Simulator_serves_until_it_is_stopped()
    {
        using var folder = new TemporaryFolder();
        using var process = Intagent.Start(folder.Path, ["simulate", "salesforce", "--leads", "20"]);
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            var address = System.Text.RegularExpressions.Regex.Match(line ?? "", @"http://127\.0\.0\.1:\d+").Value;
            using var client = new HttpClient();

            var versions = await client.GetStringAsync(new Uri(address + "/services/data"), TestContext.Current.CancellationToken);

            Assert.Contains("version", versions, StringComparison.Ordinal);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }
}
