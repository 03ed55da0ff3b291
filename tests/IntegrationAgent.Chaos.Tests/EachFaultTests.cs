using System.Globalization;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Chaos.Tests;

/// <summary>Each fault of the rig strikes a run of the built command line once; afterwards source, target, ledger and audit are compared.</summary>
public abstract class EachFaultTests
{
    private const int Rows = 6_000;
    private const int MostSeeds = 6;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected static async Task StrikeAsync(Func<Schedule, bool> here)
    {
        var output = TestContext.Current.TestOutputHelper;
        var all = new List<Outcome>();
        var waiting = Schedule.OnceEach(FaultKinds.All, Campaign.Worlds).Where(here).ToList();
        for (var round = 1; waiting.Count > 0 && round <= MostSeeds; round++)
        {
            var outcomes = await new Campaign(Rows, lanes: 1, outcome => output?.WriteLine(Report.Describe(outcome))).RunAsync(waiting, Token);
            all.AddRange(outcomes);
            // A fault that came too late, when the run was over, has shown nothing: it comes again at another moment.
            waiting = [.. outcomes.Where(outcome => !outcome.Hit).Select(outcome => Schedule.Of(outcome.Schedule.Seed + 100, outcome.Schedule.Kind, [outcome.Schedule.World]))];
        }

        using var table = new StringWriter(CultureInfo.InvariantCulture);
        Report.Print(all, table);
        output?.WriteLine(table.ToString());
        Assert.All(all, outcome => Assert.True(outcome.Verdict.IsWhole, Report.Describe(outcome)));
        Assert.True(waiting.Count == 0, $"Never hit: {string.Join(", ", waiting)}");
    }
}

/// <summary>Over a simulated org and a file.</summary>
public sealed class OrgFaultTests : EachFaultTests
{
    [Fact]
    public Task Each_fault_of_an_org_or_a_file_loses_repeats_and_hangs_nothing() => StrikeAsync(schedule => schedule.World == World.Org);
}

/// <summary>Over databases of a PostgreSQL server.</summary>
public sealed class DatabaseFaultTests : EachFaultTests
{
    [Fact]
    public async Task Each_fault_of_databases_loses_repeats_and_hangs_nothing()
    {
        PostgresServer.Require();

        await StrikeAsync(schedule => schedule.World == World.Databases);
    }
}

/// <summary>Over a state that several machines share: what a dead process held is free when its lease has passed, and not before.</summary>
public sealed class TeamFaultTests : EachFaultTests
{
    [Fact]
    public async Task Each_fault_of_workers_and_their_shared_state_loses_repeats_and_hangs_nothing()
    {
        PostgresServer.Require();

        await StrikeAsync(schedule => schedule.World == World.Team);
    }
}
