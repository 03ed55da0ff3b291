using System.Globalization;
using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Testing;
using static IntegrationAgent.Agent.Tests.State.StateSamples;

namespace IntegrationAgent.Agent.Tests.State;

/// <summary>Several processes on one store, killed. The target is a file: each line a batch that it accepted.</summary>
public abstract class StateProcessesTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private protected const int Batches = 6;
    private protected const string LeaseMilliseconds = "300";

    private TemporaryWorkspace workspace = null!;

    private protected TemporaryWorkspace Store => workspace;

    public static TheoryData<string> PointsOfARun =>
    [
        FaultPoints.BeforeClaim, FaultPoints.RunClaimed, FaultPoints.CheckpointWritten, FaultPoints.DuringIntent, FaultPoints.DuringIntent + ":3",
        FaultPoints.IntentWritten, FaultPoints.BeforeCall, FaultPoints.AfterCall, FaultPoints.AfterCall + ":4", FaultPoints.DuringAck, FaultPoints.AfterAck,
        FaultPoints.DuringFinalState, FaultPoints.FinalState, FaultPoints.AuditCheckpoint, FaultPoints.AuditCheckpointWritten,
    ];

    public async ValueTask InitializeAsync() => workspace = await TemporaryWorkspace.CreateAsync(postgres, checkpointEvery: 5);

    public ValueTask DisposeAsync()
    {
        workspace?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(PointsOfARun))]
    public async Task A_kill_at_a_point_loses_nothing_and_repeats_nothing_that_was_answered(string point)
    {
        var run = await CreateAsync();
        using var victim = StateWorkerProcess.Start(workspace, point + "=kill", "run", run, Text(Batches), LeaseMilliseconds);
        Assert.Equal(137, (await victim.EndAsync()).ExitCode);

        await ResumeAsync(run);

        await AssertWholeAsync(run, kills: 1);
    }

    [Fact]
    public async Task Workers_that_are_killed_at_random_moments_while_they_compete_finish_the_run_once()
    {
        const int Rounds = 8;
        const int Many = 40;
        var random = new Random(20260301);
        var run = await CreateAsync();
        for (var round = 0; round < Rounds; round++)
        {
            using var one = StateWorkerProcess.Start(workspace, null, "run", run, Text(Many), LeaseMilliseconds);
            using var two = StateWorkerProcess.Start(workspace, null, "run", run, Text(Many), LeaseMilliseconds);
            await Task.Delay(random.Next(100, 500), Token);
            (round % 2 == 0 ? one : two).Kill();
            await Task.Delay(random.Next(0, 100), Token);
            one.Kill();
            two.Kill();
            await Task.WhenAll(one.EndAsync(), two.EndAsync());
        }

        await ResumeAsync(run, Many);

        await AssertWholeAsync(run, kills: 2 * Rounds, Many);
    }

    [Fact]
    public async Task A_process_that_froze_past_its_lease_cannot_write_when_it_wakes()
    {
        var run = await CreateAsync();
        using var zombie = StateWorkerProcess.Start(workspace, "before-call:3=stop", "run", run, Text(Batches), LeaseMilliseconds);
        await zombie.UntilStoppedAsync();
        using var other = StateWorkerProcess.Start(workspace, null, "run", run, Text(Batches), "30000");
        Assert.Equal(0, (await other.EndAsync()).ExitCode);

        zombie.Continue();
        var (exitCode, output) = await zombie.EndAsync();

        Assert.Equal((6, StateErrorCodes.LeaseLost), (exitCode, output));
        await AssertWholeAsync(run, kills: 1);
    }

    [Fact]
    public async Task Processes_that_open_a_new_store_at_once_agree_on_it()
    {
        var workers = Enumerable.Range(0, 6).Select(_ => StateWorkerProcess.Start(workspace, null, "audit", "20")).ToArray();
        var ends = await Task.WhenAll(workers.Select(worker => worker.EndAsync()));

        Assert.All(ends, end => Assert.Equal(0, end.ExitCode));
        await using var store = await workspace.OpenAsync();
        var verification = await store.Audit.VerifyAsync(Token);
        Assert.Empty(verification.Findings);
        Assert.Equal(121, verification.Events);
        Assert.True(verification.Checkpoints > 1);
    }

    [Fact]
    public async Task What_a_dead_process_had_intended_is_closed_as_unknown()
    {
        using var worker = StateWorkerProcess.Start(workspace, null, "intend");
        var (_, pair) = await worker.EndAsync();
        await using var store = await workspace.OpenAsync();
        var mine = await store.Audit.IntendAsync(new Agent.Audit.AuditEvent { Type = Agent.Audit.AuditEventTypes.ModelCall }, Token);

        var closed = await store.Audit.ReconcileAsync(Token);

        Assert.Equal(pair, Assert.Single(closed).Event.Pair);
        Assert.Empty(await store.Audit.ReconcileAsync(Token));
        await store.Audit.CloseAsync(mine, Agent.Audit.AuditPhase.Done, new Dictionary<string, string>(), Token);
        await Assert.ThrowsAsync<ArgumentException>(() => store.Audit.CloseAsync(mine, Agent.Audit.AuditPhase.Done, new Dictionary<string, string>(), Token));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<string> CreateAsync()
    {
        await using var store = await workspace.OpenAsync();
        return (await store.CreateRunAsync()).Id;
    }

    private async Task ResumeAsync(string run, int batches = Batches)
    {
        await using (var store = await workspace.OpenAsync())
        {
            if ((await store.Runs.FindAsync(run, Token))!.State.IsFinal())
                return;
        }

        using var worker = StateWorkerProcess.Start(workspace, null, "run", run, Text(batches), "30000");
        Assert.Equal(0, (await worker.EndAsync()).ExitCode);
    }

    private async Task AssertWholeAsync(string run, int kills, int batches = Batches)
    {
        await using var store = await workspace.OpenAsync();
        var record = await store.Runs.FindAsync(run, Token);
        var effects = await store.Effects.ListAsync(run, Token);
        var sent = (await File.ReadAllLinesAsync(workspace.Target, Token)).CountBy(line => int.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)).ToDictionary();

        Assert.Equal(RunState.Succeeded, record!.State);
        Assert.Equal(batches * 5, record.Counts.Created);
        Assert.Equal(Enumerable.Range(0, batches), sent.Keys.Order());
        Assert.All(effects, effect => Assert.Equal(EffectStatus.Acknowledged, effect.Status));
        Assert.All(effects, effect => Assert.InRange(sent[(int)effect.Intent.Key.BatchNumber], 1, effect.Attempt));
        Assert.InRange(effects.Sum(effect => effect.Attempt) - batches, 0, kills);
        Assert.Empty((await store.Audit.VerifyAsync(Token)).Findings);
        Assert.Equal(Text((batches * 5) - 1), (await store.Runs.CursorsAsync(Series, Token))["s1"]);
    }
}

/// <summary>Over a workspace's own database.</summary>
public sealed class SqliteStateProcessesTests() : StateProcessesTests(null)
{
    [Fact]
    public async Task On_a_full_disk_nothing_is_done_and_nothing_is_broken()
    {
        await using (await Store.OpenAsync())
        {
        }

        // The shell ignores the signal, so that the process sees what a full disk answers: a write that fails. The limit also counts for the
        // memory file that the runtime would double-map its code in.
        using var worker = StateWorkerProcess.StartInShell(Store, "export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f 1200", "audit", "100000");
        var (exitCode, output) = await worker.EndAsync();

        Assert.Equal(6, exitCode);
        Assert.EndsWith(StateErrorCodes.AuditWrite, output, StringComparison.Ordinal);
        var appended = output.Split('\n').Length - 1;
        await using var store = await Store.OpenAsync();
        var verification = await store.Audit.VerifyAsync(Token);
        Assert.Empty(verification.Findings);
        Assert.True(verification.Events > appended, $"{verification.Events} events, {appended} were acknowledged");
    }
}

/// <summary>Over a real PostgreSQL server.</summary>
public sealed class PostgresStateProcessesTests(PostgresFixture postgres) : StateProcessesTests(postgres)
{
    [Fact]
    public async Task Of_two_workers_that_are_killed_while_slots_come_due_every_slot_has_one_whole_run()
    {
        var random = new Random(7);
        await using (var store = await Store.OpenAsync())
            await store.Schedules.SetAsync(new ScheduleRecord { Series = Series, Cron = "* * * * * ?" }, "ada", Token);
        for (var round = 0; round < 4; round++)
        {
            // In the middle of a run by its own fault, or beside the other at any moment.
            var inARun = round % 2 == 0;
            using var victim = StateWorkerProcess.Start(Store, inARun ? "after-call:4=kill" : null, "work", "60", LeaseMilliseconds);
            if (inARun)
                Assert.Equal(137, (await victim.EndAsync()).ExitCode);
            using var other = StateWorkerProcess.Start(Store, null, "work", "4", LeaseMilliseconds);
            if (!inARun)
            {
                await Task.Delay(random.Next(1500, 3000), Token);
                victim.Kill();
                await victim.EndAsync();
            }

            Assert.Equal(0, (await other.EndAsync()).ExitCode);
        }

        using var last = StateWorkerProcess.Start(Store, null, "work", "3", LeaseMilliseconds);
        Assert.Equal(0, (await last.EndAsync()).ExitCode);

        await using var after = await Store.OpenAsync();
        var runs = await after.Runs.ListAsync(new RunQuery { Series = Series, Limit = 1000 }, Token);
        Assert.True(runs.Count >= 6, $"{runs.Count} runs");
        Assert.Equal(runs.Count, runs.Select(run => run.Slot).Distinct().Count());
        Assert.All(runs, run => Assert.Equal(RunState.Succeeded, run.State));
        Assert.Contains(runs, run => run.Attempt > 1);
        foreach (var run in runs)
            Assert.Equal(Batches, (await after.Effects.ListAsync(run.Id, Token)).Count(effect => effect.Status == EffectStatus.Acknowledged));
        Assert.Empty((await after.Audit.VerifyAsync(Token)).Findings);
    }
}
