using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Tests;

/// <summary>Which calls of a write are under way together, and what must come after what.</summary>
public sealed class WriteOrderTests
{
    private const string Collections = "composite/sobjects";

    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(300);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_batch_with_a_key_of_an_earlier_one_comes_after_it()
    {
        string?[] keys = [.. Enumerable.Range(0, 450).Select(i => $"k{i}"), "K3", null, "", "k3"];

        var batches = WriteBatches.Of(Enumerable.Range(0, keys.Length), row => keys[row]).ToList();

        Assert.Equal([200, 200, 53, 1], batches.Select(batch => batch.Rows.Count));
        Assert.Equal([false, false, true, true], batches.Select(batch => batch.AfterOthers));
        Assert.Equal(Enumerable.Range(0, keys.Length), batches.SelectMany(batch => batch.Rows));
    }

    [Fact]
    public void What_came_before_a_batch_that_waited_needs_no_other_wait()
    {
        string[] keys = ["a", "a", "b", "a", "c"];

        var batches = WriteBatches.Of(Enumerable.Range(0, keys.Length), row => keys[row]).ToList();

        Assert.Equal([[0], [1, 2], [3, 4]], batches.Select(batch => batch.Rows));
        Assert.Equal([false, true, true], batches.Select(batch => batch.AfterOthers));
    }

    [Fact]
    public async Task Calls_go_on_while_one_of_them_waits_for_its_answer()
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.Hang, PathContains = Collections });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var page = LeadOrg.Page([.. Enumerable.Range(0, 800).Select(i => LeadOrg.Row($"k{i}", "One", "Acme"))]);
        var write = client.WriteAsync(new WriteRequest { Object = "Lead", Mode = WriteMode.Upsert, KeyFields = ["Key__c"], Records = page }, stop.Token);

        while (org.Simulator.CountRecords("Lead") < 600)
        {
            Assert.False(write.IsCompleted);
            await Task.Delay(10, Token);
        }

        Assert.DoesNotContain(org.Simulator.RequestLog, entry => entry.Status == 0); // the call still waits
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
    }

    [Fact]
    public async Task The_later_record_of_a_key_wins_however_far_apart_they_are()
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();
        var rows = Enumerable.Range(0, 400).Select(i => LeadOrg.Row($"k{i % 300}", "One", i < 300 ? "First" : "Second")).ToArray();
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.Slow, PathContains = Collections, Delay = Late });

        var response = await LeadOrg.WriteAsync(client, WriteMode.Upsert, rows);

        Assert.Equal(rows.Select((_, i) => i < 300 ? WriteStatus.Created : WriteStatus.Updated), response.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal("Second", org.Simulator.Query("SELECT Company FROM Lead WHERE Key__c = 'k7'").Single().GetProperty("Company").GetString());
    }

    [Fact]
    public async Task Records_with_a_parent_are_written_call_by_call()
    {
        await using var org = await Org.StartAsync(30);
        await using var client = await org.ConnectAsync();
        var account = org.Simulator.Query("SELECT Id FROM Account LIMIT 1")[0].GetProperty("Id").GetString()!;
        using var page = LeadOrg.Page([.. Enumerable.Range(0, 600).Select(i => LeadOrg.Row($"Name {i}", account))], LeadOrg.SchemaOf("LastName", "AccountId"));
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.Slow, PathContains = Collections, Delay = Late });

        var response = await client.WriteAsync(new WriteRequest { Object = "Contact", Mode = WriteMode.Insert, Records = page }, Token);

        var ids = response.Outcomes.Select(outcome => outcome.RecordId!).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public async Task After_a_lock_the_rest_goes_call_by_call()
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();
        using var page = LeadOrg.Page([.. Enumerable.Range(0, 1400).Select(i => LeadOrg.Row($"k{i}", "One", "Acme"))]);
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.RowLock, PathContains = Collections, Times = 4 });
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.Slow, PathContains = Collections, After = 4, Delay = Late });

        var response = await client.WriteAsync(new WriteRequest { Object = "Lead", Mode = WriteMode.Upsert, KeyFields = ["Key__c"], Records = page }, Token);

        // The first four calls were locked and sent again; what had not begun then came after all of them, one after the other.
        var last = response.Outcomes.Skip(800).Select(outcome => outcome.RecordId!).ToList();
        Assert.All(response.Outcomes, outcome => Assert.Equal(WriteStatus.Created, outcome.Status));
        Assert.Equal(last.Order(StringComparer.Ordinal), last);
        Assert.True(string.CompareOrdinal(response.Outcomes.Take(800).Max(outcome => outcome.RecordId), last[0]) < 0);
    }

    [Fact]
    public async Task A_call_that_is_lost_leaves_the_answers_of_those_beside_it()
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();
        using var page = LeadOrg.Page([.. Enumerable.Range(0, 1800).Select(i => LeadOrg.Row($"k{i}", "One", "Acme"))]);
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.ConnectionReset, PathContains = Collections, Method = "POST" });

        var response = await client.WriteAsync(new WriteRequest { Object = "Lead", Mode = WriteMode.Insert, Records = page }, Token);

        var statuses = response.Outcomes.CountBy(outcome => outcome.Status).ToDictionary();
        Assert.Equal(200, statuses[WriteStatus.Unknown]);
        Assert.Equal(org.Simulator.CountRecords("Lead"), statuses[WriteStatus.Created]);
        Assert.Equal(1800, statuses.Values.Sum());
        Assert.True(statuses.GetValueOrDefault(WriteStatus.Failed) > 0, "Calls began after one was lost.");
    }
}
