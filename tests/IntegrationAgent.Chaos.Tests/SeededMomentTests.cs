using System.Globalization;

namespace IntegrationAgent.Chaos.Tests;

/// <summary>Each process of a run killed in turn, at fifty moments that follow from their seeds.</summary>
public sealed class SeededMomentTests
{
    private const int Rows = 6_000;
    private const int Moments = 50;

    /// <summary>A moment may come when the run is over already; that most do not is what makes the others worth something.</summary>
    private const int LeastHit = Moments / 2;

    private static readonly string[] Processes = ["kill-agent", "kill-source-host", "kill-target-host", "kill-script-host"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_fifty_seeded_moments_each_process_in_turn_nothing_is_lost_repeated_or_stuck()
    {
        var output = TestContext.Current.TestOutputHelper;
        var kinds = Array.ConvertAll(Processes, name => FaultKinds.All.Single(kind => kind.Name == name));
        var schedules = Enumerable.Range(0, Moments).Select(seed => Schedule.Of(seed, kinds[seed % kinds.Length], [World.Org]));

        var outcomes = await new Campaign(Rows, lanes: 2, outcome => output?.WriteLine(Report.Describe(outcome))).RunAsync(schedules, Token);

        using var table = new StringWriter(CultureInfo.InvariantCulture);
        Report.Print(outcomes, table);
        output?.WriteLine(table.ToString());
        Assert.Equal(Moments, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.True(outcome.Verdict.IsWhole, Report.Describe(outcome)));
        Assert.InRange(outcomes.Count(outcome => outcome.Hit), LeastHit, Moments);
        Assert.All(kinds, kind => Assert.Contains(outcomes, outcome => outcome.Hit && outcome.Schedule.Kind == kind));
    }
}
