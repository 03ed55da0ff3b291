using Quartz;

namespace IntegrationAgent.Agent.Scheduling;

/// <summary>What a timer does when it fires: it tells the worker to look. Public because the engine makes it by its name.</summary>
public sealed class DueJob : IJob
{
    internal const string Callback = "due";

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Scheduler.Context[Callback] is Func<string, Task> due)
            await due(context.JobDetail.Key.Name).ConfigureAwait(false);
    }
}
