using System.Collections.Concurrent;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Scheduling;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Tests.State;
using IntegrationAgent.Testing;
using static IntegrationAgent.Agent.Tests.State.StateSamples;

namespace IntegrationAgent.Agent.Tests.Scheduling;

/// <summary>A worker outlives its store: a real server, with the timers in it, is killed under the worker and started again.</summary>
public sealed class StoreRestartTests
{
    [Fact]
    public async Task A_worker_whose_server_is_restarted_says_so_waits_and_runs_what_is_due()
    {
        await using var server = await PostgresServer.StartAsync(Token);
        using var workspace = new TemporaryWorkspace(address: await server.CreateDatabaseAsync(Token));
        await using var store = await workspace.OpenAsync();
        var events = new ConcurrentQueue<WorkEvent>();
        var runs = 0;
        await using var worker = new ScheduleWorker(new ScheduleWorkerOptions
        {
            Store = store,
            Run = async (_, slot, token) =>
            {
                var run = await store.CreateRunAsync(slot: slot);
                var lease = await store.Runs.ClaimAsync(run.Id, "worker", Lease, token);
                await store.Runs.FinishAsync(lease, new RunEnd { State = RunState.Succeeded }, token);
                Interlocked.Increment(ref runs);
                return new RunReport { RunId = run.Id, Integration = Series, State = RunState.Succeeded, Counts = new RunCounts() };
            },
            Progress = new Listener(events),
            LookEvery = TimeSpan.FromMilliseconds(200),
            RetryAfter = TimeSpan.FromMilliseconds(200),
            StoreRetryAfter = TimeSpan.FromMilliseconds(100),
            Cluster = workspace.Workspace.StateLocation(new IntegrationAgent.Agent.Secrets.SecretScrubber()).Server,
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        // Every second of every minute.
        await store.Schedules.SetAsync(new ScheduleRecord { Series = Series, Cron = "* * * * * ?", TimeZone = "UTC", Overlap = OverlapRule.Skip, Since = DateTimeOffset.UtcNow }, "ada", Token);
        var working = worker.RunAsync(stop.Token);
        await UntilAsync(() => Volatile.Read(ref runs) >= 1, working);

        await server.CrashAsync();
        await UntilAsync(() => events.Count(found => found.Kind == WorkEventKind.Waiting) >= 2, working);
        var before = Volatile.Read(ref runs);
        await server.RestartAsync(Token);

        await UntilAsync(() => Volatile.Read(ref runs) > before, working);
        Assert.False(working.IsCompleted);
        Assert.All(events.Where(found => found.Kind == WorkEventKind.Waiting), found => Assert.Equal(StateErrorCodes.Unavailable, found.Code));
        await stop.CancelAsync();
        await working;
        Assert.True((await store.Audit.VerifyAsync(Token)).IsWhole);
    }

    private static async Task UntilAsync(Func<bool> condition, Task working)
    {
        while (!condition())
        {
            if (working.IsCompleted)
                await working;
            Assert.False(working.IsCompleted, "The worker ended.");
            await Task.Delay(50, Token);
        }
    }

    private sealed class Listener(ConcurrentQueue<WorkEvent> events) : IProgress<WorkEvent>
    {
        public void Report(WorkEvent value) => events.Enqueue(value);
    }
}
