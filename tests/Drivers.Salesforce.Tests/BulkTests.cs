using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Tests;

public sealed class BulkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Changing the transport must never change the data.</summary>
    [Fact]
    public async Task Rest_and_bulk_give_the_same_records()
    {
        await using var org = await Org.StartAsync(300);
        await using var rest = await org.ConnectAsync();
        await using var bulk = await org.ConnectAsync("client_credentials", ("transport", "bulk"));
        foreach (var name in new[] { "Lead", "Account", "Contact", "Opportunity" })
        {
            var schema = await rest.GetFieldsAsync(new GetFieldsRequest { Object = name }, Token);
            var request = new QueryRequest { Object = name, Fields = [.. schema.Fields.Select(field => field.Name), "Owner.Name"], OrderBy = [new SortField { Field = "Id" }] };

            var expected = await Pages.ReadAsync(rest.QueryAsync(request, Token));
            var actual = await Pages.ReadAsync(bulk.QueryAsync(request, Token));

            Assert.Equal(expected.Rows.Count, actual.Rows.Count);
            Assert.NotEmpty(actual.Rows);
            for (var row = 0; row < expected.Rows.Count; row++)
            {
                for (var field = 0; field < request.Fields.Count; field++)
                    AssertSame(expected.Rows[row][field], actual.Rows[row][field], $"{name}.{request.Fields[field]}");
            }
        }

        Assert.Contains(org.Simulator.RequestLog, entry => entry.Path.Contains("/jobs/query", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bulk_result_of_several_pages_survives_cut_answers_and_goes_on_elsewhere()
    {
        await using var org = await Org.StartAsync(120_000);
        await using var client = await org.ConnectAsync("client_credentials", ("transport", "auto"));
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.CutBody, PathContains = "results", After = 1 });
        var request = new QueryRequest { Object = "Lead", Fields = ["Id", "Email"] };

        var whole = await Pages.ReadAsync(client.QueryAsync(request, Token));
        await using var other = await org.ConnectAsync();
        var rest = await Pages.ReadAsync(other.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id", "Email"], Cursor = whole.Cursors[29] }, Token));

        Assert.Equal(120_000, whole.Rows.Count);
        Assert.Equal(120_000, whole.Column(0).Distinct().Count());
        Assert.Equal(StopReason.Exhausted, whole.StopReason);
        Assert.Equal(120_000, whole.TotalCount);
        Assert.Equal(whole.Column(0).Skip(60_000), rest.Column(0));
        Assert.Contains("bulk_page_broken", org.Log.Text, StringComparison.Ordinal);
    }

    /// <summary>A job that never ends is an error, and nobody waits for it for ever.</summary>
    [Fact]
    public async Task A_job_that_stands_still_is_given_up()
    {
        await using var org = await Org.StartAsync(10, options => options.BulkPolls = int.MaxValue);
        await using var client = await org.ConnectAsync("client_credentials", ("transport", "bulk"));
        client.BulkPatience = TimeSpan.FromMilliseconds(300);

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"] }, Token)));

        Assert.Equal((DriverErrorCode.Timeout, RetryAdvice.After), (error.Code, error.Retry));
        Assert.Contains("stands still", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Few_records_are_read_by_rest_when_the_driver_may_choose()
    {
        await using var org = await Org.StartAsync(100);
        await using var client = await org.ConnectAsync("client_credentials", ("transport", "auto"));

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"] }, Token));

        Assert.Equal(100, pages.Rows.Count);
        Assert.DoesNotContain(org.Simulator.RequestLog, entry => entry.Path.Contains("/jobs/query", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Limits_and_filters_that_are_done_here_hold_for_bulk_too()
    {
        await using var org = await Org.StartAsync(300);
        await using var client = await org.ConnectAsync("client_credentials", ("transport", "bulk"));

        var limited = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"], Limit = 7 }, Token));
        var filtered = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"], Filter = Filter.Compare("OwnerId", ComparisonOperator.Contains, RecordValue.From("zzz")) }, Token));

        Assert.Equal((7, StopReason.Limit), (limited.Rows.Count, limited.StopReason));
        Assert.Equal((0, StopReason.Exhausted), (filtered.Rows.Count, filtered.StopReason));
    }

    private static void AssertSame(RecordValue rest, RecordValue bulk, string field)
    {
        if (rest is { IsNull: false, Type: FieldType.Json })
        {
            Assert.True(JsonElement.DeepEquals(JsonElement.Parse(rest.AsString()), JsonElement.Parse(bulk.AsString())), field);
            return;
        }

        Assert.True(rest.State == bulk.State && rest.ToInvariantString() == bulk.ToInvariantString(), $"{field}: {rest.State} '{rest.ToInvariantString()}' and {bulk.State} '{bulk.ToInvariantString()}'");
    }
}
