using IntegrationAgent.Cli.Tests.Running;

namespace IntegrationAgent.Cli.Tests.Commands;

public class StepByStepTests
{
    [Fact]
    public async Task Commands_one_by_one_lead_to_verified_rows_and_a_second_run_changes_nothing()
    {
        await using var workspace = await LeadWorkspace.CreateAsync();
        (await workspace.RunAsync("connect", "salesforce", "--driver", "salesforce", "--set", $"login_url={workspace.Simulator.Address.ToString().TrimEnd('/')}")).Expect(0);
        (await workspace.RunAsync("connect", "warehouse", "--driver", "sqlite", "--set", "path=data/warehouse.db")).Expect(0);
        await workspace.ApproveAsync();

        var check = (await workspace.RunAsync("check", "lead-sync", "--json")).Expect(0).Json;
        var first = (await workspace.RunAsync("run", "lead-sync", "--json")).Expect(0).Json.GetProperty("run");
        var second = (await workspace.RunAsync("run", "lead-sync", "--json")).Expect(0).Json.GetProperty("run").GetProperty("counts");
        var runs = (await workspace.RunAsync("runs", "--json")).Expect(0).Json.GetProperty("runs");
        var audit = (await workspace.RunAsync("audit", "verify", "--json")).Expect(0).Json;

        Assert.True(check.GetProperty("check").GetProperty("passed").GetBoolean());
        var created = first.GetProperty("counts").GetProperty("created").GetInt64();
        Assert.True(created > 0);
        Assert.Equal(created, Sql.Scalar(workspace.Database, "SELECT count(*) FROM leads"));
        Assert.Equal(created, first.GetProperty("verification").GetProperty("matching").GetInt64());
        Assert.Equal(0, second.GetProperty("created").GetInt64() + second.GetProperty("updated").GetInt64());
        Assert.Equal(2, runs.GetArrayLength());
        Assert.True(audit.GetProperty("audit").GetProperty("events").GetInt64() > 10);
    }

    [Fact]
    public async Task Prompt_is_shown_as_it_is_sent()
    {
        using var folder = new TemporaryFolder();

        var all = (await Intagent.RunAsync(folder.Path, ["prompt", "show", "--json"])).Expect(0).Json;
        var one = (await Intagent.RunAsync(folder.Path, ["prompt", "show", "system.md"])).Expect(0).Output;

        Assert.Equal(["system.md", "tools.json", "sheet.schema.json"], all.GetProperty("files").EnumerateObject().Select(file => file.Name));
        Assert.Equal(all.GetProperty("files").GetProperty("system.md").GetString()!.Trim(), one.Trim());
    }

    [Fact]
    public async Task Export_and_plan_pages_hold_no_secret()
    {
        await using var workspace = await LeadWorkspace.CreateApprovedAsync();

        (await workspace.RunAsync("dry-run", "lead-sync", "--html", "plan.html", "--markdown", "plan.md")).Expect(0);
        (await workspace.RunAsync("export", "lead-sync", "--out", "out")).Expect(0);

        var files = Directory.GetFiles(System.IO.Path.Combine(workspace.Path, "out"));
        Assert.Equal(["connections.json", "drivers.lock.json", "plan.html", "plan.json", "requirements.json", "script.cs"], files.Select(System.IO.Path.GetFileName).Order());
        Assert.All(files.Append(System.IO.Path.Combine(workspace.Path, "plan.html")), file => Assert.DoesNotContain(workspace.Simulator.ClientSecret, File.ReadAllText(file), StringComparison.Ordinal));
    }
}
