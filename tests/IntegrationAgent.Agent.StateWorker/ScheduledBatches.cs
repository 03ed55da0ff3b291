using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.Scheduling;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.StateWorker;

/// <summary>A worker of schedules whose runs write batches as <see cref="Worker"/> does.</summary>
internal static class ScheduledBatches
{
    private const int Batches = 6;

    public static async Task WorkAsync(Workspace workspace, IStateStore store, IFaultInjector faults, string target, TimeSpan time, TimeSpan lease)
    {
        using var stop = new CancellationTokenSource(time);
        await using var worker = new ScheduleWorker(new ScheduleWorkerOptions
        {
            Store = store,
            Run = (series, slot, _) => RunAsync(store, new Worker(store, faults, target), series, slot, lease),
            LookEvery = TimeSpan.FromMilliseconds(200),
            RetryAfter = TimeSpan.FromMilliseconds(100),
            Cluster = workspace.StateLocation(new SecretScrubber()).Server,
        });
        await worker.RunAsync(stop.Token);
    }

    private static async Task<RunReport> RunAsync(IStateStore store, Worker worker, string series, string? slot, TimeSpan lease)
    {
        var run = slot is not null
            ? await store.Runs.CreateAsync(new NewRun { Series = series, SubjectHash = "a3f5", Slot = slot }, CancellationToken.None)
            : (await store.Runs.ListAsync(new RunQuery { Series = series }, CancellationToken.None)).FirstOrDefault(one => !one.State.IsFinal())
                ?? throw new AgentException(StateErrorCodes.Busy, "Another worker has ended it.", "Nothing is to be done.", ExitCode.Incomplete);
        await worker.RunAsync(run.Id, Batches, lease);
        return new RunReport { RunId = run.Id, Integration = series, State = RunState.Succeeded, Counts = new RunCounts() };
    }
}
