using System.Collections.Concurrent;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Scheduling;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Tests.State;
using IntegrationAgent.Testing;
using Microsoft.Extensions.Time.Testing;
using static IntegrationAgent.Agent.Tests.State.StateSamples;

namespace IntegrationAgent.Agent.Tests.Scheduling;

/// <summary>What a worker does about slots. The runs are the store's; what they would write is a list.</summary>
public abstract class ScheduleWorkerTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 5, 30, 0, TimeSpan.Zero));
    private readonly ConcurrentQueue<string> ran = [];
    private readonly ConcurrentQueue<WorkEvent> events = [];
    private TemporaryWorkspace workspace = null!;
    private IStateStore store = null!;

    public async ValueTask InitializeAsync()
    {
        workspace = await TemporaryWorkspace.CreateAsync(postgres);
        store = await workspace.OpenAsync(time);
    }

    public async ValueTask DisposeAsync()
    {
        if (store is not null)
            await store.DisposeAsync();
        workspace?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_slot_has_one_run_when_its_time_has_come()
    {
        await using var worker = await ScheduledAsync();

        Assert.Equal(0, await worker.RunDueAsync(Token));
        time.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(1, await worker.RunDueAsync(Token));
        Assert.Equal(0, await worker.RunDueAsync(Token));

        Assert.Equal(["2026-03-01T06:00:00 UTC"], ran);
    }

    [Fact]
    public async Task Slots_that_were_missed_have_one_run_together()
    {
        await using var worker = await ScheduledAsync();

        time.Advance(TimeSpan.FromDays(5));
        await worker.RunDueAsync(Token);
        await worker.RunDueAsync(Token);

        Assert.Equal(["2026-03-05T06:00:00 UTC"], ran.Take(1));
        Assert.Single(ran);
    }

    [Fact]
    public async Task Two_workers_that_look_at_once_make_one_run()
    {
        await using var one = await ScheduledAsync();
        await using var other = Worker();
        time.Advance(TimeSpan.FromHours(1));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => (i % 2 == 0 ? one : other).RunDueAsync(Token), Token)));

        Assert.Single(ran);
        Assert.Single(await store.Runs.ListAsync(new RunQuery { Series = Series }, Token));
    }

    [Fact]
    public async Task A_slot_whose_predecessor_still_runs_is_skipped_and_recorded()
    {
        await using var worker = await ScheduledAsync();
        await store.ClaimNewAsync("by hand");
        time.Advance(TimeSpan.FromMinutes(30));
        await KeepLeaseAsync();

        Assert.Equal(0, await worker.RunDueAsync(Token));
        Assert.Equal(0, await worker.RunDueAsync(Token));

        var skipped = Assert.Single(await store.Audit.ReadAsync(new AuditQuery { Type = AuditEventTypes.ScheduleSkipped }, Token));
        Assert.Equal("the run before it is still going", skipped.Event.Data["because"]);
        Assert.Equal(WorkEventKind.Skipped, Assert.Single(events).Kind);
        Assert.Empty(ran);
    }

    [Fact]
    public async Task A_slot_that_queues_has_its_run_when_the_other_ends()
    {
        await using var worker = await ScheduledAsync(OverlapRule.Queue);
        await store.ClaimNewAsync("by hand");
        time.Advance(TimeSpan.FromMinutes(30));
        var lease = await KeepLeaseAsync();
        Assert.Equal(0, await worker.RunDueAsync(Token));

        await store.Runs.FinishAsync(lease, new RunEnd { State = RunState.Succeeded }, Token);
        Assert.Equal(1, await worker.RunDueAsync(Token));

        Assert.Equal(["2026-03-01T06:00:00 UTC"], ran);
    }

    [Fact]
    public async Task A_run_whose_worker_died_is_gone_on_with_and_not_begun_again()
    {
        await using var worker = await ScheduledAsync();
        time.Advance(TimeSpan.FromHours(1));
        var dead = await store.CreateRunAsync(slot: "2026-03-01T06:00:00 UTC");
        await store.Runs.ClaimAsync(dead.Id, "another-machine:1:1", Lease, Token);
        await worker.RunDueAsync(Token);
        Assert.Empty(ran);

        time.Advance(Lease);
        await worker.RunDueAsync(Token);

        Assert.Equal(["resumed " + dead.Id], ran);
        Assert.Single(await store.Runs.ListAsync(new RunQuery { Series = Series }, Token));
    }

    [Theory]
    [InlineData(RunState.NeedsHuman, 0)]
    [InlineData(RunState.Incomplete, 1)]
    public async Task A_run_that_waits_for_a_person_is_not_gone_on_with(RunState newest, int resumed)
    {
        var calls = 0;
        await using var worker = await ScheduledAsync(run: (_, slot, _) =>
        {
            calls += slot is null ? 1 : 0;
            throw new AgentException("E-RUN-BUSY", "Held.", "Wait.", ExitCode.Incomplete);
        });
        foreach (var state in (RunState[])[RunState.Incomplete, newest])
        {
            var run = await store.CreateRunAsync(slot: "slot " + calls + state + time.GetUtcNow().Ticks);
            await store.Runs.FinishAsync(await store.Runs.ClaimAsync(run.Id, "worker", Lease, Token), new RunEnd { State = state, Code = "E-RUN-SOURCE" }, Token);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await worker.RunDueAsync(Token);

        Assert.Equal(resumed, calls);
    }

    [Fact]
    public async Task What_cannot_begin_is_tried_again_later_and_later()
    {
        var tries = 0;
        await using var worker = await ScheduledAsync(run: (_, _, _) =>
        {
            tries++;
            throw new AgentException("E-CON-UNREACHABLE", "It does not answer.", "See that it runs.", ExitCode.Connection);
        });
        time.Advance(TimeSpan.FromHours(1));

        for (var second = 0; second < 120; second += 5)
        {
            await worker.RunDueAsync(Token);
            time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(4, tries);
        Assert.All(events.Where(one => one.Kind != WorkEventKind.Started), one => Assert.Equal(WorkEventKind.Postponed, one.Kind));
    }

    [Fact]
    public async Task What_no_approval_carries_is_refused_once_for_its_slot()
    {
        await using var worker = await ScheduledAsync(run: (_, _, _) => throw new AgentException("E-APR-SPENT", "It was for one run.", "Approve anew.", ExitCode.Refused));
        time.Advance(TimeSpan.FromHours(1));

        await worker.RunDueAsync(Token);
        await worker.RunDueAsync(Token);

        Assert.Equal(WorkEventKind.Refused, events.Last().Kind);
        Assert.Equal(2, events.Count);
        Assert.Equal("E-APR-SPENT", Assert.Single(await store.Audit.ReadAsync(new AuditQuery { Type = AuditEventTypes.ScheduleSkipped }, Token)).Event.Data["because"]);
    }

    [Fact]
    public async Task A_schedule_that_was_removed_has_no_more_runs()
    {
        await using var worker = await ScheduledAsync();
        time.Advance(TimeSpan.FromHours(1));

        Assert.True(await store.Schedules.RemoveAsync(Series, "ada", Token));
        Assert.False(await store.Schedules.RemoveAsync(Series, "ada", Token));

        Assert.Equal(0, await worker.RunDueAsync(Token));
    }

    [Fact]
    public async Task The_engine_s_timer_makes_a_worker_look()
    {
        await using var real = await workspace.OpenAsync();
        await real.Schedules.SetAsync(new ScheduleRecord { Series = Series, Cron = "* * * * * ?" }, "ada", Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var runs = 0;
        await using var worker = new ScheduleWorker(new ScheduleWorkerOptions
        {
            Store = real,
            LookEvery = TimeSpan.FromHours(1),
            Cluster = workspace.Workspace.StateLocation(new Agent.Secrets.SecretScrubber()).Server,
            Run = async (_, slot, token) =>
            {
                var report = await RunAsync(real, slot, token);
                if (Interlocked.Increment(ref runs) == 2)
                    await stop.CancelAsync();
                return report;
            },
        });

        await worker.RunAsync(stop.Token);

        Assert.True(runs >= 2);
        Assert.Equal(ran.Count, ran.Distinct().Count());
    }

    private async Task<ScheduleWorker> ScheduledAsync(OverlapRule overlap = OverlapRule.Skip, Func<string, string?, CancellationToken, Task<RunReport>>? run = null)
    {
        await store.Schedules.SetAsync(new ScheduleRecord { Series = Series, Cron = "0 6 * * *", Overlap = overlap }, "ada", Token);
        return Worker(run);
    }

    private ScheduleWorker Worker(Func<string, string?, CancellationToken, Task<RunReport>>? run = null) => new(new ScheduleWorkerOptions
    {
        Store = store,
        Run = run ?? ((_, slot, token) => RunAsync(store, slot, token)),
        Progress = new Listener(events),
        Time = time,
    });

    private async Task<RunLease> KeepLeaseAsync()
    {
        var run = Assert.Single(await store.Runs.ListAsync(new RunQuery { Series = Series }, Token));
        return await store.Runs.ClaimAsync(run.Id, "by hand", TimeSpan.FromHours(1), Token);
    }

    private async Task<RunReport> RunAsync(IStateStore where, string? slot, CancellationToken token)
    {
        var run = slot is not null
            ? await where.CreateRunAsync(slot: slot)
            : (await where.Runs.ListAsync(new RunQuery { Series = Series }, token)).FirstOrDefault(one => one.State == RunState.Running)
                ?? throw new AgentException("E-RUN-NOTHING", "There is no unfinished run.", "Begin a new one.", ExitCode.Usage);
        var lease = await where.Runs.ClaimAsync(run.Id, "worker", Lease, token);
        ran.Enqueue(slot ?? "resumed " + run.Id);
        await where.Runs.FinishAsync(lease, new RunEnd { State = RunState.Succeeded }, token);
        return new RunReport { RunId = run.Id, Integration = Series, State = RunState.Succeeded, Counts = new RunCounts() };
    }

    private sealed class Listener(ConcurrentQueue<WorkEvent> events) : IProgress<WorkEvent>
    {
        public void Report(WorkEvent value) => events.Enqueue(value);
    }
}

/// <summary>Over a workspace's own database.</summary>
public sealed class SqliteScheduleWorkerTests() : ScheduleWorkerTests(null);

/// <summary>Over a real PostgreSQL server.</summary>
public sealed class PostgresScheduleWorkerTests(PostgresFixture postgres) : ScheduleWorkerTests(postgres);
