using IntegrationAgent.Testing;

namespace IntegrationAgent.Chaos.Tests;

/// <summary>The oracle is seen to fail: what the product must never do is done behind its back.</summary>
public sealed class OracleTests
{
    // Many more pages than can be under way at once.
    private const int Rows = 30_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_moved_checkpoint_a_change_made_twice_and_a_lease_that_never_passes_are_seen()
    {
        PostgresServer.Require();
        await using var world = (DatabaseWorld)await World.CreateAsync(World.Databases, Rows, Token);
        object? late = null;

        var untouched = await KilledAsync(world, "after-ack:12", _ => Task.FromResult(late = world.Ledger($"SELECT position FROM {Newest}")));
        var moved = await KilledAsync(world, "after-ack", _ => Task.FromResult(world.Ledger($"UPDATE checkpoints SET position = $1 WHERE (run_id, step) = (SELECT run_id, step FROM {Newest})", late)));
        var twice = await KilledAsync(world, "after-ack:12", _ => world.SqlAsync("target", "UPDATE leads SET email = email WHERE id = (SELECT key FROM effects ORDER BY n LIMIT 1)", Token));
        var held = await KilledAsync(world, "after-ack", HoldLeaseAsync, TimeSpan.FromSeconds(45));

        Assert.True(untouched.IsWhole, untouched.ToString());
        Assert.True(moved.Lost > 0 && moved.Duplicated == 0, moved.ToString());
        Assert.True(twice.Duplicated > 0 && twice.Lost == 0, twice.ToString());
        Assert.True(held.Stuck > 0, held.ToString());
    }

    private static string Newest => "(SELECT * FROM checkpoints WHERE step LIKE 'q%' ORDER BY updated_at DESC LIMIT 1)";

    private static async Task<Verdict> KilledAsync(DatabaseWorld world, string point, Func<World, Task> sabotage, TimeSpan? most = null)
    {
        var kill = new FaultKind
        {
            Name = point,
            Faults = [],
            How = "SIGKILL",
            Worlds = [World.Databases],
            Start = scene => scene.Start($"{point}=kill"),
            Strike = async scene => (await scene.Agent.EndAsync(scene.Token)).WasKilled,
        };
        var outcome = await Rig.RunAsync(world, new Schedule(1, kill, World.Databases, DatabaseWorld.Copy, MomentKind.Milliseconds, 0, point.Length), sabotage, Token, most);
        TestContext.Current.TestOutputHelper?.WriteLine(Report.Describe(outcome));
        Assert.True(outcome.Hit);
        if (most is not null)
            return outcome.Verdict;
        // What was lost on purpose comes with the next whole run.
        using var again = world.Start(null, "run", DatabaseWorld.Copy);
        Assert.Equal(0, (await again.EndAsync(Token)).ExitCode);
        return outcome.Verdict;
    }

    // Held by this process, which lives.
    private static Task HoldLeaseAsync(World world)
    {
        var stat = File.ReadAllText("/proc/self/stat");
        var owner = $"{Environment.MachineName}:{Environment.ProcessId}:{stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19]}";
        world.Ledger($"UPDATE runs SET lease_owner = $1, lease_until = {DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds()} WHERE state = 'running'", owner);
        return Task.CompletedTask;
    }
}
