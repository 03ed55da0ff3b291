using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using IntegrationAgent.Agent.State;
using Quartz;

namespace IntegrationAgent.Agent.Scheduling;

/// <summary>
/// Runs integrations when they are due. A timer of the scheduling engine says when to look; whether a slot is due, and whose it is, the store
/// alone decides: a run has a slot that no other can have, a lease that passes when its process dies, and a ledger. Whatever a timer loses or
/// fires twice is therefore found by the next look, of this worker or another. Slots that were missed while no worker was there have one run
/// together. Thread-safe.
/// </summary>
public sealed class ScheduleWorker : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestStoreWait = TimeSpan.FromSeconds(30);

    private readonly ScheduleWorkerOptions options;
    private readonly SemaphoreSlim places;
    private readonly ConcurrentDictionary<string, Task> active = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (int Tries, DateTimeOffset At)> postponed = new(StringComparer.Ordinal);
    private ScheduleTimers? timers;

    /// <summary>A worker that does nothing until it is told to.</summary>
    public ScheduleWorker(ScheduleWorkerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Parallel, 1);
        this.options = options;
        places = new SemaphoreSlim(options.Parallel, options.Parallel);
    }

    /// <summary>Works until it is cancelled; then the runs that are going are stopped with their checkpoints kept.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (var failures = 0; ;)
            {
                try
                {
                    await LookAtAllAsync(cancellationToken).ConfigureAwait(false);
                    failures = 0;
                }
                catch (Exception exception) when (IsStoreAway(exception) && !cancellationToken.IsCancellationRequested)
                {
                    // What is due now is due later: nothing is lost while nobody looks.
                    var wait = TimeSpan.FromTicks(Math.Min(LongestStoreWait.Ticks, options.StoreRetryAfter.Ticks << Math.Min(failures++, 10)));
                    Tell("", WorkEventKind.Waiting, "", (exception as AgentException)?.Code ?? StateErrorCodes.Unavailable, string.Create(
                        CultureInfo.InvariantCulture, $"{(exception is AgentException known ? known.Message : "The server of the timers does not answer.")} Asked again in {wait.TotalSeconds:0.#} s."));
                    await Task.Delay(wait, options.Time, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                await Task.Delay(options.LookEvery, options.Time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when ((exception is OperationCanceledException || IsStoreAway(exception)) && cancellationToken.IsCancellationRequested)
        {
            // The timers' store tells a cancelled call as one of its own failures.
        }
        finally
        {
            if (timers is not null)
                await timers.DisposeAsync().ConfigureAwait(false);
            await Task.WhenAll(active.Values).ConfigureAwait(false);
        }
    }

    /// <summary>Runs what is due now, waits for it, and returns how many runs there were.</summary>
    public async Task<int> RunDueAsync(CancellationToken cancellationToken)
    {
        var begun = 0;
        foreach (var schedule in await options.Store.Schedules.ListAsync(cancellationToken).ConfigureAwait(false))
            begun += await LookAsync(schedule, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        await Task.WhenAll(active.Values).ConfigureAwait(false);
        return begun;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (timers is not null)
            await timers.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(active.Values).ConfigureAwait(false);
        places.Dispose();
    }

    private async Task LookAtAllAsync(CancellationToken cancellationToken)
    {
        timers ??= await ScheduleTimers.StartAsync(options, series => LookAsync(series, cancellationToken), cancellationToken).ConfigureAwait(false);
        var schedules = await options.Store.Schedules.ListAsync(cancellationToken).ConfigureAwait(false);
        await timers.SetAsync(schedules, cancellationToken).ConfigureAwait(false);
        foreach (var schedule in schedules)
            await LookAsync(schedule, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>True for what passes by itself: the server is being restarted, or another process holds the store for too long.</summary>
    private static bool IsStoreAway(Exception exception) => exception is SchedulerException or DbException
        or AgentException { Code: StateErrorCodes.Unavailable or StateErrorCodes.Locked, ExitCode: ExitCode.Connection or ExitCode.Incomplete };

    private async Task LookAsync(string series, CancellationToken cancellationToken)
    {
        var schedules = await options.Store.Schedules.ListAsync(cancellationToken).ConfigureAwait(false);
        if (schedules.FirstOrDefault(schedule => schedule.Series == series) is { } schedule)
            await LookAsync(schedule, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> LookAsync(ScheduleRecord schedule, CancellationToken cancellationToken)
    {
        var now = await options.Store.Clock.GetUtcNowAsync(cancellationToken).ConfigureAwait(false);
        // A wait is this machine's own, and so is its clock; everything that others see goes by the store's.
        if (postponed.TryGetValue(schedule.Series, out var wait) && options.Time.GetUtcNow() < wait.At)
            return false;
        var cron = CronSchedule.Parse(schedule.Cron, schedule.TimeZone);
        var due = cron.Latest(now) is { } latest && latest > schedule.Since && latest > (schedule.Handled ?? DateTimeOffset.MinValue) ? latest : (DateTimeOffset?)null;
        var runs = await options.Store.Runs.ListAsync(new RunQuery { Series = schedule.Series, Limit = 20 }, cancellationToken).ConfigureAwait(false);
        var isHeld = active.ContainsKey(schedule.Series) || runs.Any(run => run.State == RunState.Running && run.LeaseUntil > now);
        if (isHeld)
        {
            if (due is { } slot && schedule.Overlap == OverlapRule.Skip)
                await SkipAsync(schedule, cron, slot, cancellationToken).ConfigureAwait(false);
            return false;
        }

        // Going on takes the newest run that is open. One that waits for a person, or was begun by hand, is that person's.
        var open = runs.FirstOrDefault(run => run.RetryOf is null && run.State is RunState.Incomplete or RunState.NeedsHuman or RunState.Running or RunState.Created);
        var resume = open is { State: not RunState.NeedsHuman, Slot: not null };
        return (due is not null || resume) && Begin(schedule, cron, due, resume, cancellationToken);
    }

    private async Task SkipAsync(ScheduleRecord schedule, CronSchedule cron, DateTimeOffset slot, CancellationToken cancellationToken)
    {
        // The slot of the run that is going is not skipped by it.
        var name = cron.SlotOf(slot);
        var runs = await options.Store.Runs.ListAsync(new RunQuery { Series = schedule.Series, Limit = 20 }, cancellationToken).ConfigureAwait(false);
        var has = runs.Any(run => run.Slot == name);
        if (!has && active.ContainsKey(schedule.Series) && !runs.Any(run => run.State == RunState.Running))
            return;
        await options.Store.Schedules.HandledAsync(schedule.Series, slot, has ? null : "the run before it is still going", cancellationToken).ConfigureAwait(false);
        if (!has)
            Tell(schedule.Series, WorkEventKind.Skipped, name, null, "The run before it is still going.");
    }

    private bool Begin(ScheduleRecord schedule, CronSchedule cron, DateTimeOffset? due, bool resume, CancellationToken cancellationToken)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var work = WorkAsync(ready.Task, schedule, cron, due, resume, cancellationToken);
        if (!active.TryAdd(schedule.Series, work))
        {
            ready.SetCanceled(CancellationToken.None);
            return false;
        }

        ready.SetResult();
        return true;
    }

    private async Task WorkAsync(Task ready, ScheduleRecord schedule, CronSchedule cron, DateTimeOffset? due, bool resume, CancellationToken cancellationToken)
    {
        try
        {
            await ready.ConfigureAwait(false);
            await places.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (resume && (await OneAsync(schedule.Series, null, cancellationToken).ConfigureAwait(false)).Outcome is not Outcome.Whole)
                    return;
                if (due is { } slot)
                    await SlotAsync(schedule, cron, slot, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                places.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // This worker stops, or another task of it has the integration already.
        }
        catch (AgentException exception) when (IsStoreAway(exception))
        {
            // What became of the run is in the store already, or is found by the next look.
            Postpone(schedule.Series);
            Tell(schedule.Series, WorkEventKind.Postponed, "", exception.Code, $"{exception.Message} {exception.NextAction}");
        }
        finally
        {
            if (ready.IsCompletedSuccessfully)
                active.TryRemove(schedule.Series, out _);
        }
    }

    private async Task SlotAsync(ScheduleRecord schedule, CronSchedule cron, DateTimeOffset slot, CancellationToken cancellationToken)
    {
        var (outcome, code) = await OneAsync(schedule.Series, cron.SlotOf(slot), cancellationToken).ConfigureAwait(false);
        if (outcome is not Outcome.Later)
            await options.Store.Schedules.HandledAsync(schedule.Series, slot, outcome is Outcome.Refused ? code : null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One run of a slot, or the rest of the one that stopped where <paramref name="slot"/> is null.</summary>
    private async Task<(Outcome Outcome, string? Code)> OneAsync(string series, string? slot, CancellationToken cancellationToken)
    {
        var name = slot ?? "";
        Tell(series, WorkEventKind.Started, name, null, slot is null ? "Goes on with the run that stopped." : "Begins.");
        try
        {
            var report = await options.Run(series, slot, cancellationToken).ConfigureAwait(false);
            var isWhole = report.State is not RunState.Incomplete;
            if (isWhole)
                postponed.TryRemove(series, out _);
            else
                Postpone(series);
            Tell(
                series,
                report.State == RunState.Succeeded ? WorkEventKind.Succeeded : WorkEventKind.Stopped,
                name,
                report.Code,
                report.Message ?? $"{report.Counts.Created} created, {report.Counts.Updated} updated, {report.Counts.Unchanged} unchanged.");
            // A slot has its run whatever became of it: one that stopped is gone on with, not begun again.
            return (isWhole ? Outcome.Whole : Outcome.Stopped, report.Code);
        }
        catch (AgentException exception) when (exception.Code == StateErrorCodes.Slot)
        {
            // Another worker was first. That is what the store is for.
            return (Outcome.Stopped, null);
        }
        catch (AgentException exception) when (exception.Code is StateErrorCodes.Busy or StateErrorCodes.LeaseLost or StateErrorCodes.RunEnded or "E-RUN-NOTHING")
        {
            // Another worker has it, or has ended it since it was looked at.
            return (Outcome.Later, exception.Code);
        }
        catch (AgentException exception)
        {
            var isFinal = slot is not null && exception.ExitCode is ExitCode.Refused or ExitCode.Usage or ExitCode.Findings;
            if (!isFinal)
                Postpone(series);
            Tell(series, isFinal ? WorkEventKind.Refused : WorkEventKind.Postponed, name, exception.Code, $"{exception.Message} {exception.NextAction}");
            return (isFinal ? Outcome.Refused : Outcome.Later, exception.Code);
        }
    }

    private void Postpone(string series)
    {
        var tries = (postponed.TryGetValue(series, out var before) ? before.Tries : 0) + 1;
        var wait = TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, options.RetryAfter.Ticks << Math.Min(tries - 1, 10)));
        postponed[series] = (tries, options.Time.GetUtcNow() + wait);
    }

    private void Tell(string series, WorkEventKind kind, string slot, string? code, string message) =>
        options.Progress?.Report(new WorkEvent(series, kind, slot, code, message));

    private enum Outcome
    {
        /// <summary>The run reached an end.</summary>
        Whole,

        /// <summary>There is a run, and it is not at its end.</summary>
        Stopped,

        /// <summary>There is no run, and there will be none for this slot.</summary>
        Refused,

        /// <summary>There is no run yet.</summary>
        Later,
    }
}
