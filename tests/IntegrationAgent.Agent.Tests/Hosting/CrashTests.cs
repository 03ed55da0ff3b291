using IntegrationAgent.Agent.Faults;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>The source goes away in the middle of a run. What else can happen to one is the chaos rig's.</summary>
public class CrashTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
