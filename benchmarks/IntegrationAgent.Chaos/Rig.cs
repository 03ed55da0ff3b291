using System.Diagnostics;
using IntegrationAgent.Agent.State;

namespace IntegrationAgent.Chaos;

/// <summary>What became of one schedule.</summary>
internal sealed record Outcome(Schedule Schedule, bool Hit, Verdict Verdict, AgentEnd? Met, TimeSpan Took);

/// <summary>Prepares a world, lets a fault strike a run, gets over it as a person would, and asks the oracle.</summary>
internal static class Rig
{
    private const int MostAttempts = 12;
    private static readonly TimeSpan MostPatience = TimeSpan.FromMinutes(3);

    /// <param name="world">The world that the schedule names.</param>
    /// <param name="schedule">What happens.</param>
    /// <param name="sabotage">Done behind the product's back before the run is finished; null for nothing. That the oracle sees it is what a test shows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="most">After how long a run counts as stuck; null for three minutes.</param>
    public static async Task<Outcome> RunAsync(World world, Schedule schedule, Func<World, Task>? sabotage, CancellationToken cancellationToken, TimeSpan? most = null)
    {
        var clock = Stopwatch.StartNew();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var longest = most ?? MostPatience;
        patience.CancelAfter(longest);
        var scene = new Scene(world, schedule, patience.Token);
        AgentEnd? met = null;
        var hit = false;
        string? unfinished;
        var before = new HashSet<string>(StringComparer.Ordinal);
        var problems = new List<string>();
        try
        {
            scene.RunsBefore = before = await RunsAsync(world, patience.Token);
            await world.PrepareAsync(schedule.Integration, scene.Random, patience.Token);
            scene.Mark();
            using (scene.Agent = schedule.Kind.Start is { } start ? start(scene) : scene.Start())
            {
                hit = await schedule.Kind.Strike(scene);
                met = await scene.Agent.EndAsync(patience.Token);
            }

            world.Heal();
            if (hit && schedule.Kind.Expect?.Invoke(met) is { } wrong)
                problems.Add(wrong);
            if (sabotage is not null)
                await sabotage(world);
            (_, unfinished) = await FinishAsync(world, schedule.Integration, before, patience.Token);
            // What only inserts has nothing more to bring.
            if (unfinished is null && schedule.Kind.RunsAgain && schedule.Integration != DatabaseWorld.Append)
            {
                using var again = world.Start(null, "run", schedule.Integration);
                var end = await again.EndAsync(patience.Token);
                if (end.ExitCode != 0)
                    unfinished = $"a new run ended with {end}";
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            unfinished = $"not over after {longest.TotalSeconds:N0} s; the process that met the fault: {met?.ToString() ?? "still there"}";
            world.Heal();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The rig itself could not go on: that is no result, and no reason to end the others.
            unfinished = $"the rig: {exception}";
            world.Heal();
        }

        Verdict verdict;
        try
        {
            verdict = await Oracle.JudgeAsync(world, schedule.Integration, before, unfinished, schedule.Kind.TargetLies, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            verdict = new Verdict { Stuck = 1, Problems = [unfinished ?? "", $"the oracle: {exception}"] };
        }

        return new Outcome(schedule, hit, verdict with { Problems = [.. problems, .. verdict.Problems] }, met, clock.Elapsed);
    }

    /// <summary>Runs to the end whatever is left to do: the unfinished run where there is one, else a new one where the last did not succeed.</summary>
    /// <returns>Whether there was something to finish, and what could not be finished; null for nothing.</returns>
    public static async Task<(bool Resumed, string? Unfinished)> FinishAsync(World world, string integration, IReadOnlySet<string> before, CancellationToken cancellationToken)
    {
        var last = "";
        for (var attempt = 0; attempt < MostAttempts;)
        {
            using var resumed = world.Start(null, "run", integration, "--resume");
            var end = await resumed.EndAsync(cancellationToken);
            if (end.ExitCode == 0 || end.Code == "E-RUN-QUARANTINE")
                return (true, null);
            last = end.ToString();
            if (end.Code == "E-RUN-NOTHING")
            {
                if (await LastStateAsync(world, integration, before, cancellationToken) is RunState.Succeeded or RunState.CompletedWithErrors)
                    return (false, null);
                using var whole = world.Start(null, "run", integration);
                var again = await whole.EndAsync(cancellationToken);
                if (again.ExitCode == 0)
                    return (true, null);
                last = again.ToString();
                attempt++;
            }
            else if (end.Code == "E-RUN-BUSY")
                // Another process holds it, or its lease has yet to pass.
                await Task.Delay(1_500, cancellationToken);
            else
            {
                attempt++;
                await Task.Delay(250, cancellationToken);
            }
        }

        return (true, $"not over after {MostAttempts} attempts: {last}");
    }

    /// <summary>Whether no run of the integration is open, and one was ended since.</summary>
    public static async Task<bool> IsQuietAsync(World world, string integration, CancellationToken cancellationToken)
    {
        await using var store = await world.OpenStateAsync(cancellationToken);
        var runs = await store.Runs.ListAsync(new RunQuery { Series = integration }, cancellationToken);
        return runs.Count > 0 && runs.All(run => run.State is not (RunState.Running or RunState.Created or RunState.Incomplete));
    }

    private static async Task<RunState?> LastStateAsync(World world, string integration, IReadOnlySet<string> before, CancellationToken cancellationToken)
    {
        await using var store = await world.OpenStateAsync(cancellationToken);
        return (await store.Runs.ListAsync(new RunQuery { Series = integration, Limit = 1 }, cancellationToken)).FirstOrDefault(run => !before.Contains(run.Id))?.State;
    }

    private static async Task<HashSet<string>> RunsAsync(World world, CancellationToken cancellationToken)
    {
        await using var store = await world.OpenStateAsync(cancellationToken);
        return [.. (await store.Runs.ListAsync(new RunQuery { Limit = 10_000 }, cancellationToken)).Select(run => run.Id)];
    }
}
