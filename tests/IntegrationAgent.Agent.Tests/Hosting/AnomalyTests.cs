using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>What looks like success and is none: too few records, a target that keeps something else, deletes on the word of half a source.</summary>
public sealed class AnomalyTests
{
    private const string People = "CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT); WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 39) INSERT INTO people SELECT 'p' || i, 'n' || i FROM n;";
    private const string Taken = "CREATE TABLE taken (id TEXT PRIMARY KEY NOT NULL, name TEXT);";

    private static readonly (string, string, FieldType)[] Fields = [("id", "id", FieldType.String), ("name", "name", FieldType.String)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("DELETE FROM people", 0)]
    [InlineData("DELETE FROM people WHERE rowid > 19", 19)]
    public async Task No_records_or_far_fewer_than_planned_are_an_anomaly(string change, int left)
    {
        await using var sync = await TableSync.StartAsync("sqlite", Fields, People, Taken);
        await sync.ApproveAsync();
        sync.Source(change);

        var report = await sync.RunAsync();

        Assert.Equal((RunState.Anomaly, "E-RUN-FEWER", ExitCode.Incomplete), (report.State, report.Code, report.ExitCode));
        Assert.Contains($"gave {left} records; the plan read 40", report.Message, StringComparison.Ordinal);
        Assert.Equal(RunState.Anomaly, (await sync.Host.Store.Runs.FindAsync(report.RunId, Token))!.State);
    }

    [Fact]
    public async Task Somewhat_fewer_records_than_planned_are_none()
    {
        await using var sync = await TableSync.StartAsync("sqlite", Fields, People, Taken);
        await sync.ApproveAsync();
        sync.Source("DELETE FROM people WHERE rowid > 25");

        Assert.Equal(RunState.Succeeded, (await sync.RunAsync()).State);
        Assert.Equal(25, await sync.CountAsync());
    }

    [Theory]
    [InlineData("CREATE TRIGGER silent BEFORE INSERT ON taken WHEN new.id = 'p7' BEGIN SELECT RAISE(IGNORE); END", 1)]
    [InlineData("CREATE TRIGGER other AFTER INSERT ON taken WHEN new.id = 'p7' BEGIN UPDATE taken SET name = 'other' WHERE id = new.id; END", 0)]
    public async Task A_target_that_drops_or_changes_what_it_accepted_is_found_by_reading_back(string trigger, int missing)
    {
        await using var sync = await TableSync.StartAsync("sqlite", Fields, People, Taken + trigger);
        await sync.ApproveAsync();

        var report = await sync.RunAsync();

        Assert.Equal((RunState.Anomaly, "E-RUN-EFFECT-MISMATCH"), (report.State, report.Code));
        Assert.Equal((40, 39, missing), (report.Verification!.Checked, report.Verification.Matching, report.Verification.Missing));
    }

    [Fact]
    public async Task Records_are_deleted_only_after_the_source_was_read_to_its_end()
    {
        await using var sync = await DeletingAsync();
        var gone = DeleteLeads(sync, 5);
        sync.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.DailyLimit, PathContains = "query", Times = -1 });

        var stopped = await sync.RunAsync();

        Assert.Equal(RunState.Incomplete, stopped.State);
        Assert.Equal(5, There(sync, gone));
        sync.Simulator.ClearFaults();
        var finished = await sync.RunAsync(resume: true);
        Assert.Equal((RunState.Succeeded, 5L, 5L), (finished.State, finished.Counts.Deleted, finished.DeletedAtSource));
        Assert.Equal(0, There(sync, gone));
    }

    [Fact]
    public async Task More_deletes_than_were_approved_delete_nothing()
    {
        await using var sync = await DeletingAsync();
        var gone = DeleteLeads(sync, 40);

        var report = await sync.RunAsync();

        Assert.Equal((RunState.NeedsHuman, "E-APR-ENVELOPE", 0L), (report.State, report.Code, report.Counts.Deleted));
        Assert.Equal(40, There(sync, gone));
    }

    /// <summary>A lead sync that deletes at the target what is deleted at the source, after its first run.</summary>
    private static async Task<LeadSync> DeletingAsync()
    {
        var sync = await LeadSync.StartAsync(leads: 600);
        sync.Workspace.Save(sync.Workspace.Configuration with { Policy = sync.Workspace.Configuration.Policy with { AllowDelete = true } });
        await sync.ReopenAsync();
        var sheet = LeadSync.Sheet with { Deletes = SourceDeleteRule.Delete };
        RequirementsFile.Write(sync.Workspace.Integration(LeadSync.Name), sheet);
        sync.Workspace.Integration(LeadSync.Name).WriteScript(
            await sync.Service.WithBindingsAsync(LeadSync.Body.Replace("DeleteRule.Keep", "DeleteRule.Delete", StringComparison.Ordinal), sheet, Token));
        await sync.ApproveAsync(runs: 3);
        var first = await sync.RunAsync();
        Assert.Equal((RunState.Succeeded, null), (first.State, first.Message));
        return sync;
    }

    private static List<string> DeleteLeads(LeadSync sync, int count)
    {
        var ids = sync.Simulator.Query("SELECT Id FROM Lead WHERE CreatedDate = LAST_N_DAYS:28 ORDER BY Id").Take(count).Select(row => row.GetProperty("Id").GetString()!).ToList();
        foreach (var id in ids)
            sync.Simulator.DeleteRecord("Lead", id);
        return ids;
    }

    private static long There(LeadSync sync, IEnumerable<string> ids) => sync.Count($"select count(*) from leads where sf_id in ({string.Join(',', ids.Select(id => $"'{id}'"))})");
}
