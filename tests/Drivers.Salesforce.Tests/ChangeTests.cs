using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;

namespace Drivers.Salesforce.Tests;

public sealed class ChangeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_read_gives_everything_and_the_second_nothing()
    {
        await using var org = await Org.StartAsync(450);
        await using var client = await org.ConnectAsync();

        var first = await ReadAsync(client, null, pageSize: 200);
        var second = await ReadAsync(client, first.Position);

        Assert.Equal(450, first.Changed.Count);
        Assert.Equal(450, first.Changed.Distinct().Count());
        Assert.Empty(first.Deleted);
        Assert.Empty(second.Changed);
        Assert.Empty(second.Deleted);
    }

    [Fact]
    public async Task Three_changes_and_a_delete_are_exactly_that()
    {
        await using var org = await Org.StartAsync(450);
        await using var client = await org.ConnectAsync();
        var first = await ReadAsync(client, null);
        org.Simulator.AdvanceTime(TimeSpan.FromMinutes(30));
        var changed = org.Simulator.UpdateLeads(3);
        var deleted = org.Simulator.DeleteRecord("Lead");
        org.Simulator.AdvanceTime(TimeSpan.FromMinutes(5));

        var second = await ReadAsync(client, first.Position);
        var third = await ReadAsync(client, second.Position);

        Assert.Equal(changed.Order(), second.Changed.Order());
        Assert.Equal([deleted], second.Deleted);
        Assert.Empty(third.Changed);
        Assert.Empty(third.Deleted);
    }

    [Fact]
    public async Task A_read_can_go_on_from_every_page()
    {
        await using var org = await Org.StartAsync(1000);
        await using var client = await org.ConnectAsync();
        var whole = await ReadAsync(client, null, pageSize: 200);
        Assert.Equal(5, whole.Positions.Count);

        for (var page = 0; page < whole.Positions.Count; page++)
        {
            var rest = await ReadAsync(client, whole.Positions[page], pageSize: 200);

            Assert.Equal(whole.Changed.Order(), whole.Changed.Take(200 * (page + 1)).Concat(rest.Changed).Distinct().Order());
        }
    }

    [Fact]
    public async Task A_delete_is_reported_once()
    {
        await using var org = await Org.StartAsync(20);
        await using var client = await org.ConnectAsync();
        var first = await ReadAsync(client, null);
        org.Simulator.AdvanceTime(TimeSpan.FromMinutes(5));
        var id = org.Simulator.DeleteRecord("Lead");
        org.Simulator.AdvanceTime(TimeSpan.FromMinutes(5));

        var second = await ReadAsync(client, first.Position);

        Assert.Equal([id], second.Deleted);
        Assert.Empty((await ReadAsync(client, second.Position)).Deleted);
    }

    [Fact]
    public async Task A_purged_delete_log_falls_back_to_the_recycle_bin_and_says_so()
    {
        await using var org = await Org.StartAsync(50);
        await using var client = await org.ConnectAsync();
        var first = await ReadAsync(client, null);
        org.Simulator.AdvanceTime(TimeSpan.FromHours(3));
        var id = org.Simulator.DeleteRecord("Lead");
        org.Simulator.AdvanceTime(TimeSpan.FromHours(3));
        org.Simulator.PurgeDeleteLog(org.Simulator.Now);

        var second = await ReadAsync(client, first.Position);

        Assert.Equal([id], second.Deleted);
        Assert.Contains("delete_log_purged", org.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_change_field_is_handed_out_only_where_it_was_asked_for()
    {
        await using var org = await Org.StartAsync(5);
        await using var client = await org.ConnectAsync();

        Assert.Equal(["Id", "Email"], (await ReadAsync(client, null, fields: ["Email"])).Schema!.Fields.Select(field => field.Name));
        Assert.Equal(["SystemModstamp", "Id"], (await ReadAsync(client, null, fields: ["SystemModstamp", "Id"])).Schema!.Fields.Select(field => field.Name));
    }

    [Theory]
    [InlineData("no position")]
    [InlineData("{}")]
    [InlineData("""{"v":2,"o":"Account"}""")]
    [InlineData("""{"v":1,"o":"Lead"}""")]
    public async Task A_position_of_something_else_is_refused(string since)
    {
        await using var org = await Org.StartAsync(0);
        await using var client = await org.ConnectAsync();

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => ReadAsync(client, since));

        Assert.Equal(DriverErrorCode.CursorExpired, error.Code);
    }

    [Fact]
    public async Task A_change_that_becomes_visible_late_is_found()
    {
        await using var org = await Org.StartAsync(20);
        await using var client = await org.ConnectAsync();
        org.Simulator.AdvanceTime(TimeSpan.FromMinutes(30));
        org.Simulator.UpdateLeads(1);
        var first = await ReadAsync(client, null);
        org.Simulator.AdvanceTime(TimeSpan.FromMinutes(-5));
        var late = org.Simulator.UpdateLeads(1);
        org.Simulator.AdvanceTime(TimeSpan.FromMinutes(5));

        var second = await ReadAsync(client, first.Position);

        Assert.Equal(late, second.Changed);
    }

    [Fact]
    public async Task Thousands_of_changes_at_one_moment_are_read_whole_from_any_page()
    {
        await using var org = await Org.StartAsync(3000);
        await using var client = await org.ConnectAsync();
        var first = await ReadAsync(client, null);
        org.Simulator.AdvanceTime(TimeSpan.FromHours(1));
        org.Simulator.FreezeTime();
        var changed = org.Simulator.UpdateLeads(2500);
        org.Simulator.ResumeTime();

        var second = await ReadAsync(client, first.Position, pageSize: 500);
        var rest = await ReadAsync(client, second.Positions[2], pageSize: 500);

        Assert.Equal(changed.Order(), second.Changed.Order());
        Assert.Equal(changed.Order(), second.Changed.Take(1500).Concat(rest.Changed).Distinct().Order());
    }

    private static async Task<Changes> ReadAsync(SalesforceClient client, string? since, int? pageSize = null, string[]? fields = null)
    {
        var changes = new Changes();
        await foreach (var page in client.GetChangesAsync(new ChangesRequest { Object = "Lead", Fields = fields ?? ["Id", "Email"], Since = since, PageSize = pageSize }, Token))
        {
            using (page)
            {
                Assert.False(changes.Ended);
                changes.Schema = page.Changed.Schema;
                var id = page.Changed.Schema.IndexOf("Id");
                foreach (var record in page.Changed)
                    changes.Changed.Add(record.GetString(id)!);
                changes.Deleted.AddRange(page.DeletedIds);
                changes.Positions.Add(page.Position);
                changes.Ended = page.Changed.StopReason is not null;
            }
        }

        Assert.True(changes.Ended);
        return changes;
    }

    private sealed class Changes
    {
        public List<string> Changed { get; } = [];

        public List<string> Deleted { get; } = [];

        public List<string> Positions { get; } = [];

        public string Position => Positions[^1];

        public bool Ended { get; set; }

        public RecordSchema? Schema { get; set; }
    }
}
