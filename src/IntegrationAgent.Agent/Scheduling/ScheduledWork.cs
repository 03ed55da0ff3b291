using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Validation;

namespace IntegrationAgent.Agent.Scheduling;

/// <summary>Puts a worker over a workspace.</summary>
public static class ScheduledWork
{
    /// <summary>
    /// A worker over the host's store. Each run opens the workspace anew, with connections of its own, so that one that broke, or a driver that was
    /// updated, is nobody's trouble but that run's.
    /// </summary>
    public static ScheduleWorker WorkerOf(AgentHost host, int parallel, IProgress<WorkEvent>? progress)
    {
        ArgumentNullException.ThrowIfNull(host);
        return new ScheduleWorker(new ScheduleWorkerOptions
        {
            Store = host.Store,
            Run = (name, slot, cancellationToken) => RunAsync(host, name, slot, cancellationToken),
            Progress = progress,
            Parallel = parallel,
            Time = host.Options.Time,
            Cluster = host.Workspace.StateLocation(host.Options.Scrubber).Server,
        });
    }

    private static async Task<RunReport> RunAsync(AgentHost host, string name, string? slot, CancellationToken cancellationToken)
    {
        var workspace = Workspaces.Workspace.Open(host.Workspace.Paths.Root);
        var own = await AgentHost.OpenAsync(workspace, host.Options, cancellationToken).ConfigureAwait(false);
        await using (own.ConfigureAwait(false))
            return await new IntegrationService(own, new ScriptValidator()).RunSlotAsync(name, slot, cancellationToken).ConfigureAwait(false);
    }
}
