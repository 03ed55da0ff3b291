using IntegrationAgent.Agent.State;

namespace IntegrationAgent.Agent.Tests.Hosting;

public class LeadSyncFlowTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("jail")]
    [InlineData("bubblewrap")]
    public async Task Leads_arrive_a_second_run_changes_nothing_and_a_third_writes_only_what_changed(string sandbox)
    {
        if (sandbox == "bubblewrap")
            IntegrationAgent.Testing.Requires.Program("bwrap", "bwrap");
        await using var sync = await LeadSync.StartAsync(sandbox: sandbox);
        await sync.ApproveAsync(runs: 3);

        var first = await sync.RunAsync();

        Assert.Equal((RunState.Succeeded, null), (first.State, first.Message));
        Assert.True(first.Counts.Created > 50, $"{first.Counts.Created} created");
        Assert.Equal(first.Counts.Created, sync.Count("select count(*) from leads"));
        Assert.True(first.Verification is { Verified: true, Complete: true });

        var second = await sync.RunAsync();

        Assert.Equal(RunState.Succeeded, second.State);
        Assert.Equal((0, 0), (second.Counts.Created, second.Counts.Updated));

        var gone = sync.Simulator.DeleteRecord("Lead", IdOf(sync));
        foreach (var id in Ids(sync, 4).Where(id => id != gone).Take(3))
            sync.Simulator.UpdateRecord("Lead", id, new Dictionary<string, string?> { ["Email"] = $"new-{id}@example.com" });
        var third = await sync.RunAsync();

        Assert.Equal(RunState.Succeeded, third.State);
        Assert.Equal((0, 3), (third.Counts.Created, third.Counts.Updated));
        Assert.Equal((1, 1, "keep"), (third.DeletedAtSource, third.DeletedStillInTarget, third.DeleteRule));
        Assert.Equal(3, sync.Count("select count(*) from leads where email like 'new-%'"));
        Assert.True((await sync.Host.Store.Audit.VerifyAsync(Token)).IsWhole);
    }

    private static string IdOf(LeadSync sync) => Ids(sync, 1)[0];

    private static List<string> Ids(LeadSync sync, int count) =>
        [.. sync.Simulator.Query($"SELECT Id FROM Lead WHERE CreatedDate = LAST_N_DAYS:20 ORDER BY Id LIMIT {count}").Select(row => row.GetProperty("Id").GetString()!)];
}
