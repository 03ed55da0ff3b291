using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.Planning;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>Many records go to an org through its bulk jobs, where the plan says so; a process that is killed at a job's points loses and repeats nothing, although inserts have no key.</summary>
public sealed class BulkRunTests
{
    private const int People = 2_600;

    private static readonly (string, string, FieldType)[] Fields =
        [("email", "Email", FieldType.String), ("name", "LastName", FieldType.String), ("firm", "Company", FieldType.String)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_records_go_through_jobs_that_the_plan_shows_and_a_refused_one_is_set_aside()
    {
        // One has no company, which a lead must have.
        await using var sync = await StartAsync(People, "UPDATE people SET firm = NULL WHERE email = 'p7@example.org';");
        var plan = await sync.ApproveAsync();

        var report = await sync.RunAsync();

        var write = Assert.Single(plan.Writes);
        Assert.Equal("bulk", write.Way);
        Assert.Contains("2,000 records or more", write.WayBecause, StringComparison.Ordinal);
        Assert.Contains(PlanSections.Of(plan), section => section.Lines.Any(line => line.StartsWith("Through bulk jobs of the target:", StringComparison.Ordinal)));
        Assert.True(report.State == RunState.CompletedWithErrors, $"{report.State} {report.Code} {report.Message}");
        Assert.Equal((RunState.CompletedWithErrors, People - 1L, 1L), (report.State, report.Counts.Created, report.Counts.Quarantined));
        Assert.Contains(report.Notes, note => note.Contains("1 bulk job", StringComparison.Ordinal));
        var entry = Assert.Single(await sync.QuarantineAsync());
        Assert.Equal("Company", entry.Record.Field);
        var effect = Assert.Single(await sync.Host.Store.Effects.ListAsync(report.RunId, Token));
        Assert.Equal((EffectStatus.Acknowledged, People), (effect.Status, effect.Intent.Records));
        Assert.NotEqual("", effect.Handle);
        Assert.Single(await sync.Host.Store.Audit.ReadAsync(new AuditQuery { Type = AuditEventTypes.EffectHandle }, Token));
        AssertLeads(sync, People - 1);
    }

    [Fact]
    public async Task Few_records_go_page_by_page_and_the_plan_says_why()
    {
        await using var sync = await StartAsync(60, "");
        var plan = await sync.ApproveAsync();

        var report = await sync.RunAsync();

        Assert.Equal(("pages", "fewer than 2,000 records"), (plan.Writes[0].Way, plan.Writes[0].WayBecause));
        Assert.Equal((RunState.Succeeded, null), (report.State, report.Message));
        Assert.All(await sync.Host.Store.Effects.ListAsync(report.RunId, Token), effect => Assert.Equal("", effect.Handle));
        AssertLeads(sync, 60);
    }

    [Theory]
    [InlineData(FaultPoints.IntentWritten)]
    [InlineData(FaultPoints.HandleOpened)]
    [InlineData(FaultPoints.HandleWritten)]
    [InlineData(FaultPoints.AfterCall)]
    [InlineData(FaultPoints.DuringAck)]
    public async Task Killed_at_a_point_of_a_job_a_resumed_run_inserts_each_record_once(string point)
    {
        await using var sync = await StartAsync(People, "");
        await sync.ApproveAsync();
        await sync.Host.DisposeAsync();
        using (var killed = AgentProcess.Start(sync.Folder, $"{point}=kill", "run", TableSync.Name))
        {
            var (exitCode, output, error) = await killed.EndAsync();
            Assert.True(exitCode == 137, $"{exitCode}: {output} {error}");
        }

        using (var resumed = AgentProcess.Start(sync.Folder, fault: null, "run", TableSync.Name, "--resume"))
        {
            var (exitCode, output, error) = await resumed.EndAsync();
            Assert.True(exitCode == 0, $"{exitCode}: {output} {error}");
        }

        AssertLeads(sync, People);
        await sync.OpenAsync();
        var run = Assert.Single(await sync.Host.Store.Runs.ListAsync(new RunQuery { Series = TableSync.Name }, Token));
        Assert.Equal((RunState.Succeeded, (long)People), (run.State, run.Counts.Created));
        Assert.True((await sync.Host.Store.Audit.VerifyAsync(Token)).IsWhole);
    }

    private static Task<TableSync> StartAsync(int people, string besides) => TableSync.StartAsync(
        "salesforce",
        Fields,
        "CREATE TABLE people (email TEXT PRIMARY KEY, name TEXT, firm TEXT);"
        + $"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {people - 1}) INSERT INTO people SELECT 'p' || i || '@example.org', 'Person ' || i, 'Firm ' || (i % 9) FROM n;" + besides,
        "",
        insert: true);

    /// <summary>None is lost, none is there twice.</summary>
    private static void AssertLeads(TableSync sync, int expected)
    {
        var emails = sync.Simulator!.Query("SELECT Email FROM Lead").Select(row => row.GetProperty("Email").GetString()!).ToList();
        Assert.Equal((expected, expected), (emails.Count, emails.Distinct(StringComparer.Ordinal).Count()));
    }
}
