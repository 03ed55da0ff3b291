using IntegrationAgent.Agent.State;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>A run stops at what was approved, keeps what it has done, and goes on when a person has approved more of the same.</summary>
public class EnvelopeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_stops_at_its_calls_and_goes_on_from_its_checkpoint_when_more_are_approved()
    {
        await using var sync = await LeadSync.StartAsync(leads: 9_000);
        await sync.WriteScriptAsync(LeadSync.Body.Replace(".Where(lead => lead.CreatedDate >= job.Now.AddDays(-30))", "", StringComparison.Ordinal));
        var caps = sync.Workspace.Configuration.Policy.Caps;
        caps.MaxCalls = 3;
        await sync.ApproveAsync();

        var stopped = await sync.RunAsync();

        Assert.Equal((RunState.NeedsHuman, "E-APR-CALLS", ExitCode.Incomplete), (stopped.State, stopped.Code, stopped.ExitCode));
        var before = sync.TableExists() ? sync.Count("select count(*) from leads") : 0;
        Assert.True(before < 9_000, $"{before} leads were written");

        // Neither trying again nor a new approval of less than what is used lets it go on.
        var again = await sync.RunAsync(resume: true);
        Assert.Equal((stopped.RunId, "E-APR-CALLS"), (again.RunId, again.Code));

        caps.MaxCalls = 1_000;
        Assert.StartsWith("E-APR-", (await Assert.ThrowsAsync<AgentException>(() => sync.RunAsync(resume: true))).Code, StringComparison.Ordinal);
        var approval = await sync.ApproveAsync();
        var finished = await sync.RunAsync(resume: true);

        Assert.Equal((stopped.RunId, RunState.Succeeded, null), (finished.RunId, finished.State, finished.Message));
        Assert.Equal(9_000, sync.Count("select count(*) from leads"));
        Assert.Equal(9_000, finished.Counts.Read);
        Assert.Equal(approval.Id, (await sync.Host.Store.Runs.FindAsync(finished.RunId, Token))!.ApprovalId);
        Assert.True((await sync.Host.Store.Audit.VerifyAsync(Token)).IsWhole);
    }

    [Fact]
    public async Task Run_that_stopped_does_not_go_on_with_another_script_under_a_new_approval()
    {
        await using var sync = await LeadSync.StartAsync(leads: 9_000);
        var caps = sync.Workspace.Configuration.Policy.Caps;
        caps.MaxCalls = 1;
        await sync.ApproveAsync();
        Assert.Equal("E-APR-CALLS", (await sync.RunAsync()).Code);
        caps.MaxCalls = 1_000;
        await sync.WriteScriptAsync(LeadSync.Body.Replace("Email = lead.Email, ", "", StringComparison.Ordinal));
        await sync.ApproveAsync();

        var exception = await Assert.ThrowsAsync<AgentException>(() => sync.RunAsync(resume: true));

        Assert.Equal("E-APR-MISMATCH", exception.Code);
    }

    [Fact]
    public async Task Run_that_takes_longer_than_approved_stops_with_its_checkpoint_and_goes_on_when_more_time_is_approved()
    {
        await using var sync = await LeadSync.StartAsync(leads: 9_000);
        await sync.WriteScriptAsync(LeadSync.Body.Replace(".Where(lead => lead.CreatedDate >= job.Now.AddDays(-30))", "", StringComparison.Ordinal));
        var caps = sync.Workspace.Configuration.Policy.Caps;
        caps.MaxSeconds = 2;
        await sync.ApproveAsync();
        // The source falls silent after its first page.
        sync.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.Hang, PathContains = "query", After = 1, Times = -1 });

        var late = await sync.RunAsync();

        Assert.Equal((RunState.Incomplete, "E-RUN-OVERTIME", ExitCode.Incomplete), (late.State, late.Code, late.ExitCode));
        sync.Simulator.ClearFaults();
        caps.MaxSeconds = 3_600;
        await sync.ApproveAsync();
        var finished = await sync.RunAsync(resume: true);
        Assert.Equal((late.RunId, RunState.Succeeded, null), (finished.RunId, finished.State, finished.Message));
        Assert.Equal(9_000, sync.Count("select count(*) from leads"));
    }
}
