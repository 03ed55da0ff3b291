using System.Globalization;
using IntegrationAgent.Agent.State;
using Npgsql;
using Quartz;

namespace IntegrationAgent.Agent.Scheduling;

/// <summary>The timers of a worker, kept by Quartz.NET: in memory, or clustered in the tables of the server that the workers share.</summary>
internal sealed class ScheduleTimers : IAsyncDisposable
{
    private const string Group = "integrations";
    private const string Text = "text";

    private readonly IScheduler scheduler;
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    private ScheduleTimers(IScheduler scheduler) => this.scheduler = scheduler;

    /// <summary>Starts the engine. <paramref name="due"/> is called with the integration when a timer fires.</summary>
    public static async Task<ScheduleTimers> StartAsync(ScheduleWorkerOptions options, Func<string, Task> due, CancellationToken cancellationToken)
    {
        var scheduler = await QuartzSchedulerBuilder.Create(engine =>
        {
            engine.ConfigureScheduler(settings => settings.InstanceName = "intagent");
            engine.UseDefaultThreadPool(maxConcurrency: Math.Max(2, options.Parallel));
            if (options.Cluster is { } server)
            {
                engine.UsePersistentStore(store =>
                {
                    store.UsePostgres(NpgsqlFactory.Instance, server.ConnectionString);
                    store.UseClustering();
                    store.ProvisionSchema();
                });
            }
            else
            {
                engine.UseInMemoryStore();
            }
        }).BuildScheduler(cancellationToken).ConfigureAwait(false);
        scheduler.Context[DueJob.Callback] = due;
        await scheduler.Start(cancellationToken).ConfigureAwait(false);
        return new ScheduleTimers(scheduler);
    }

    /// <summary>Makes the timers those of the schedules; a timer that is right already is left alone.</summary>
    public async Task SetAsync(IReadOnlyList<ScheduleRecord> schedules, CancellationToken cancellationToken)
    {
        foreach (var schedule in schedules)
        {
            var wanted = string.Create(CultureInfo.InvariantCulture, $"{schedule.Cron}|{schedule.TimeZone}");
            var present = await scheduler.GetJobDetail(new JobKey(schedule.Series, Group), cancellationToken).ConfigureAwait(false);
            if (present?.JobDataMap.GetString(Text) == wanted)
                continue;
            var cron = CronSchedule.Parse(schedule.Cron, schedule.TimeZone);
            var job = JobBuilder.Create<DueJob>().WithIdentity(schedule.Series, Group).UsingJobData(Text, wanted).Build();
            var trigger = TriggerBuilder.Create()
                .WithIdentity(schedule.Series, Group)
                .ForJob(job)
                .WithCronSchedule(cron.EngineText, timing => timing.InTimeZone(cron.Zone).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))
                .Build();
            await scheduler.ScheduleJob(job, trigger, ScheduleJobOptions.Replacing, cancellationToken).ConfigureAwait(false);
        }

        var names = schedules.Select(schedule => schedule.Series).ToHashSet(StringComparer.Ordinal);
        known.ExceptWith(names);
        await scheduler.DeleteJobs([.. known.Select(name => new JobKey(name, Group))], cancellationToken).ConfigureAwait(false);
        known.Clear();
        known.UnionWith(names);
    }

    public async ValueTask DisposeAsync() => await scheduler.Shutdown(waitForJobsToComplete: true, CancellationToken.None).ConfigureAwait(false);
}
