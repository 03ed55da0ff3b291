using IntegrationAgent.Agent.Faults;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>Each process is killed at every named point and at seeded moments; afterwards source and target are compared, record by record.</summary>
public class CrashTests
{
    private const int Leads = 9_000;
    private const int Moments = 50;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_each_named_point_a_resumed_run_loses_nothing_and_repeats_nothing()
    {
        await using var sync = await LeadSync.StartAsync(Leads);
        // Reads everything each time, so that every run has several batches.
        await sync.WriteScriptAsync(LeadSync.Body.Replace(".ChangedSince(lead => lead.SystemModstamp)", "", StringComparison.Ordinal));
        await sync.StandingAsync();
        var reached = new List<string>();
        foreach (var point in FaultPoints.All)
        {
            sync.ChangeLeads();
            using var killed = AgentProcess.Start(sync.Folder, $"{point}=kill", "run", LeadSync.Name);
            var (exitCode, _, _) = await killed.EndAsync();
            if (exitCode == 137)
                reached.Add(point);
            await sync.FinishAsync();
            sync.AssertTargetIsSource(point);
        }

        await sync.OpenAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"killed at {reached.Count} of {FaultPoints.All.Count} points: {string.Join(", ", reached)}");
        Assert.Contains(FaultPoints.IntentWritten, reached);
        Assert.Contains(FaultPoints.BeforeCall, reached);
        Assert.Contains(FaultPoints.AfterCall, reached);
        Assert.Contains(FaultPoints.DuringAck, reached);
        Assert.Contains(FaultPoints.AfterAck, reached);
        Assert.Contains(FaultPoints.CheckpointWritten, reached);
        Assert.Contains(FaultPoints.FinalState, reached);
        Assert.True((await sync.Host.Store.Audit.VerifyAsync(Token)).IsWhole);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("IntegrationAgent.ScriptHost")]
    [InlineData("IntegrationAgent.DriverHost")]
    public async Task Killed_at_seeded_moments_a_resumed_run_loses_nothing_and_repeats_nothing(string? host)
    {
        await using var sync = await LeadSync.StartAsync(Leads);
        await sync.StandingAsync();
        var random = new Random(host?.Length ?? 1);
        var killed = 0;
        for (var moment = 0; moment < (Moments + 2) / 3; moment++)
        {
            sync.ChangeLeads();
            using var run = AgentProcess.Start(sync.Folder, fault: null, "run", LeadSync.Name);
            // A host lives for a part of the run only: its moments count from when it is there.
            while (host is not null && !run.HasExited && !run.Has(host))
                await Task.Delay(5, Token);
            var delay = host is null ? random.Next(500, 3_500) : random.Next(0, 400);
            for (var until = Environment.TickCount64 + delay; Environment.TickCount64 < until && !run.HasExited;)
                await Task.Delay(5, Token);
            if (!run.HasExited && run.Kill(host))
                killed++;
            await run.EndAsync();
            await sync.FinishAsync();
            sync.AssertTargetIsSource($"moment {moment}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{host ?? "agent"}: killed {killed} times");
        Assert.True(killed > 0, "No process lived long enough to be killed.");
        await sync.OpenAsync();
        Assert.True((await sync.Host.Store.Audit.VerifyAsync(Token)).IsWhole);
    }

    [Fact]
    public async Task A_source_that_goes_away_leaves_a_checkpoint_and_the_run_is_resumed_when_it_is_back()
    {
        await using var sync = await LeadSync.StartAsync(leads: 60_000);
        // Far more pages than can be under way when the first batch is acknowledged.
        await sync.WriteScriptAsync(LeadSync.Body.Replace(".Where(lead => lead.CreatedDate >= job.Now.AddDays(-30))", "", StringComparison.Ordinal));
        await sync.ApproveAsync();
        await sync.Host.DisposeAsync();
        using var run = AgentProcess.Start(sync.Folder, $"{FaultPoints.AfterAck}=stop", "run", LeadSync.Name);
        await LeadSync.UntilAsync(() => AgentSignals.IsStopped(run.Id));
        sync.Simulator.StopServing();
        AgentSignals.Continue(run.Id);

        var (exitCode, _, error) = await run.EndAsync();

        Assert.Equal(6, exitCode);
        Assert.DoesNotContain(sync.Simulator.ClientSecret, error, StringComparison.Ordinal);
        sync.Simulator.ResumeServing();
        await sync.FinishAsync();
        sync.AssertTargetIsSource("after the source came back");
        await sync.OpenAsync();
    }
}
