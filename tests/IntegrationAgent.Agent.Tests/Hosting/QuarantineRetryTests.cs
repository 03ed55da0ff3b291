using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>Records that a target refused are sent again when its owner has mended it: once, under an approval, and never over something newer.</summary>
public sealed class QuarantineRetryTests
{
    private const string Source = """
        CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT, region TEXT);
        INSERT INTO people VALUES ('a', 'Ann', 'north'), ('b', 'Bob', 'south'), ('c', 'Cy', 'north'), ('d', 'Di', 'west');
        """;

    private const string Target = """
        CREATE TABLE regions (name TEXT PRIMARY KEY NOT NULL);
        INSERT INTO regions VALUES ('north');
        CREATE TABLE taken (id TEXT PRIMARY KEY NOT NULL, name TEXT, region TEXT REFERENCES regions (name));
        """;

    private static readonly (string, string, FieldType)[] Fields = [("id", "id", FieldType.String), ("name", "name", FieldType.String), ("region", "region", FieldType.String)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_are_sent_again_once_under_the_approval_that_they_were_refused_under()
    {
        await using var sync = await RefusedAsync();
        await sync.TargetAsync("INSERT INTO regions VALUES ('south'), ('west')");

        var retried = await sync.Service.RetryAsync(TableSync.Name, null, Token);

        var run = Assert.Single(retried.Runs);
        Assert.Equal((RunState.Succeeded, 2L, null), (run.State, run.Counts.Created, run.Message));
        Assert.True(run.Verification is { Verified: true, Checked: 2 });
        Assert.Equal(("4", "Bob"), (await sync.TargetAsync("SELECT count(*) FROM taken"), await sync.TargetAsync("SELECT name FROM taken WHERE id = 'b'")));
        Assert.Empty(await sync.QuarantineAsync());
        Assert.Empty((await sync.Service.RetryAsync(TableSync.Name, null, Token)).Runs);
        var kept = (await sync.Host.Store.Runs.FindAsync(run.RunId, Token))!;
        Assert.Null(kept.ApprovalId);
        Assert.NotNull(kept.RetryOf);
        var resolved = Assert.Single(await sync.Host.Store.Audit.ReadAsync(new AuditQuery { Type = AuditEventTypes.QuarantineResolved }, Token));
        Assert.Equal(("retried", "2"), (resolved.Event.Data["outcome"], resolved.Event.Data["records"]));
        Assert.True((await sync.Host.Store.Audit.VerifyAsync(Token)).IsWhole);
        // A retry is not the integration's last run: nothing of it is gone on with.
        Assert.Equal("E-RUN-NOTHING", (await Assert.ThrowsAsync<AgentException>(() => sync.RunAsync(resume: true))).Code);
    }

    [Fact]
    public async Task What_is_refused_again_waits_again_with_its_new_reason()
    {
        await using var sync = await RefusedAsync();
        var before = await sync.QuarantineAsync();
        await sync.TargetAsync("INSERT INTO regions VALUES ('south')");

        var retried = await sync.Service.RetryAsync(TableSync.Name, null, Token);

        Assert.Equal((RunState.CompletedWithErrors, "E-RUN-QUARANTINE", ExitCode.Incomplete), (retried.Stopped!.State, retried.Stopped.Code, retried.Stopped.ExitCode));
        var after = Assert.Single(await sync.QuarantineAsync());
        Assert.DoesNotContain(after.Id, before.Select(entry => entry.Id));
        await sync.TargetAsync("INSERT INTO regions VALUES ('west')");
        Assert.Null((await sync.Service.RetryAsync(TableSync.Name, [after.Id], Token)).Stopped);
        Assert.Equal("4", await sync.TargetAsync("SELECT count(*) FROM taken"));
        Assert.Equal("E-RUN-RECORD", (await Assert.ThrowsAsync<AgentException>(() => sync.Service.RetryAsync(TableSync.Name, [after.Id], Token))).Code);
    }

    [Fact]
    public async Task What_a_later_run_has_met_is_not_sent_over_it()
    {
        await using var sync = await RefusedAsync(runs: 2);
        await sync.TargetAsync("INSERT INTO regions VALUES ('south'), ('west')");
        sync.Source("UPDATE people SET name = 'Robert' WHERE id = 'b'");
        Assert.Equal(RunState.Succeeded, (await sync.RunAsync()).State);

        var retried = await sync.Service.RetryAsync(TableSync.Name, null, Token);

        Assert.Equal((0, 2), (retried.Runs.Count, retried.Superseded));
        Assert.Equal("Robert", await sync.TargetAsync("SELECT name FROM taken WHERE id = 'b'"));
        Assert.Empty(await sync.QuarantineAsync());
    }

    [Fact]
    public async Task What_changed_since_needs_a_new_approval_and_spends_it()
    {
        await using var sync = await RefusedAsync();
        await sync.TargetAsync("DROP TABLE taken; CREATE TABLE taken (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, region TEXT); INSERT INTO taken VALUES ('a', 'Ann', 'north'), ('c', 'Cy', 'north')");
        await sync.ReopenAsync();

        var refused = await Assert.ThrowsAsync<AgentException>(() => sync.Service.RetryAsync(TableSync.Name, null, Token));
        Assert.Equal(("E-APR-MISMATCH", ExitCode.Refused), (refused.Code, refused.ExitCode));
        Assert.Equal(2, (await sync.QuarantineAsync()).Count);

        await sync.ApproveAsync();
        var retried = await sync.Service.RetryAsync(TableSync.Name, null, Token);

        Assert.Equal(RunState.Succeeded, Assert.Single(retried.Runs).State);
        Assert.NotNull((await sync.Host.Store.Runs.FindAsync(retried.Runs[0].RunId, Token))!.ApprovalId);
        Assert.Equal("4", await sync.TargetAsync("SELECT count(*) FROM taken"));
        Assert.Equal("E-APR-SPENT", (await Assert.ThrowsAsync<AgentException>(() => sync.RunAsync())).Code);
    }

    [Fact]
    public async Task Records_that_were_given_up_are_not_sent()
    {
        await using var sync = await RefusedAsync();

        Assert.Equal(2, await sync.Service.DiscardAsync(TableSync.Name, null, Token));

        Assert.Empty(await sync.QuarantineAsync());
        Assert.Empty((await sync.Service.RetryAsync(TableSync.Name, null, Token)).Runs);
    }

    [Theory]
    [InlineData(FaultPoints.RunCreated, false)]
    [InlineData(FaultPoints.IntentWritten, true)]
    [InlineData(FaultPoints.AfterCall, false)]
    [InlineData(FaultPoints.AfterCall, true)]
    [InlineData(FaultPoints.DuringAck, true)]
    [InlineData(FaultPoints.AfterAck, false)]
    public async Task A_retry_that_is_killed_is_gone_on_with_and_writes_each_record_once(string point, bool insert)
    {
        await using var sync = await RefusedAsync(insert: insert);
        await sync.TargetAsync("INSERT INTO regions VALUES ('south'), ('west')");
        await sync.Host.DisposeAsync();
        using (var killed = AgentProcess.Start(sync.Folder, $"{point}=kill", "quarantine", "retry", TableSync.Name))
            Assert.Equal(137, (await killed.EndAsync()).ExitCode);

        using (var again = AgentProcess.Start(sync.Folder, fault: null, "quarantine", "retry", TableSync.Name))
        {
            var (exitCode, output, error) = await again.EndAsync();
            Assert.True(exitCode == 0, $"{exitCode}: {output} {error}");
        }

        Assert.Equal("4", await sync.TargetAsync("SELECT count(*) FROM taken"));
        await sync.OpenAsync();
        Assert.Empty(await sync.QuarantineAsync());
        var runs = await sync.Host.Store.Runs.ListAsync(new RunQuery { Series = TableSync.Name }, Token);
        Assert.Equal((2, RunState.Succeeded), (runs.Count, runs[0].State));
        Assert.True((await sync.Host.Store.Audit.VerifyAsync(Token)).IsWhole);
    }

    [Fact]
    public async Task A_retry_in_doubt_that_nothing_can_tell_of_is_not_repeated_and_ends_when_its_records_are_given_up()
    {
        await using var sync = await RefusedAsync(insert: true, keyless: true);
        await sync.TargetAsync("INSERT INTO regions VALUES ('south'), ('west')");
        await sync.Host.DisposeAsync();
        using (var killed = AgentProcess.Start(sync.Folder, $"{FaultPoints.AfterCall}=kill", "quarantine", "retry", TableSync.Name))
            Assert.Equal(137, (await killed.EndAsync()).ExitCode);
        await sync.OpenAsync();

        var again = await sync.Service.RetryAsync(TableSync.Name, null, Token);

        Assert.Equal((RunState.NeedsHuman, "E-RUN-IN-DOUBT"), (again.Stopped!.State, again.Stopped.Code));
        Assert.Contains("intagent quarantine discard", again.Stopped.NextAction, StringComparison.Ordinal);
        Assert.Equal(("4", 2), (await sync.TargetAsync("SELECT count(*) FROM taken"), (await sync.QuarantineAsync()).Count));
        Assert.Equal(2, await sync.Service.DiscardAsync(TableSync.Name, null, Token));
        Assert.Equal(RunState.Cancelled, (await sync.Host.Store.Runs.FindAsync(again.Stopped.RunId, Token))!.State);
        Assert.Empty((await sync.Service.RetryAsync(TableSync.Name, null, Token)).Runs);
    }

    /// <summary>Two of four records are refused: their region is not there.</summary>
    private static async Task<TableSync> RefusedAsync(int runs = 1, bool insert = false, bool keyless = false)
    {
        var target = keyless ? Target.Replace("id TEXT PRIMARY KEY NOT NULL, name", "id TEXT, name", StringComparison.Ordinal) : Target;
        var sync = await TableSync.StartAsync("sqlite", Fields, Source, target, insert: insert);
        await sync.ApproveAsync(runs);
        var report = await sync.RunAsync();
        Assert.Equal((RunState.CompletedWithErrors, 2L, 2L), (report.State, report.Counts.Created, report.Counts.Quarantined));
        Assert.Contains("intagent quarantine retry people-sync", report.NextAction, StringComparison.Ordinal);
        return sync;
    }
}
