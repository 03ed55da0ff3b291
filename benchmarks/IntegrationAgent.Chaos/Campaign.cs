using System.Collections.Concurrent;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Chaos;

/// <summary>Many schedules, several at a time, each lane with worlds of its own.</summary>
internal sealed class Campaign(int rows, int lanes, Action<Outcome> report)
{
    private const int MostInOneWorld = 60;

    /// <summary>The worlds that this machine can make.</summary>
    public static IReadOnlyList<string> Worlds { get; } = PostgresServer.Binaries is null ? [World.Org] : [World.Org, World.Databases, World.Team];

    public async Task<IReadOnlyList<Outcome>> RunAsync(IEnumerable<Schedule> schedules, CancellationToken cancellationToken)
    {
        var outcomes = new ConcurrentQueue<Outcome>();
        var waiting = new ConcurrentQueue<Schedule>(schedules);
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(_ => LaneAsync(waiting, outcomes, cancellationToken)));
        return [.. outcomes];
    }

    private async Task LaneAsync(ConcurrentQueue<Schedule> waiting, ConcurrentQueue<Outcome> outcomes, CancellationToken cancellationToken)
    {
        var worlds = new Dictionary<string, (World World, int Uses)>(StringComparer.Ordinal);
        try
        {
            while (waiting.TryDequeue(out var schedule))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!worlds.TryGetValue(schedule.World, out var used))
                    used = (await World.CreateAsync(schedule.World, rows, cancellationToken), 0);
                worlds[schedule.World] = (used.World, used.Uses + 1);
                var outcome = await Rig.RunAsync(used.World, schedule, null, cancellationToken);
                outcomes.Enqueue(outcome);
                report(outcome);
                // What went wrong once must not spoil what comes after.
                if (!outcome.Verdict.IsWhole || used.Uses + 1 >= MostInOneWorld)
                {
                    worlds.Remove(schedule.World);
                    await used.World.DisposeAsync();
                }
            }
        }
        finally
        {
            foreach (var (world, _) in worlds.Values)
                await world.DisposeAsync();
        }
    }
}
