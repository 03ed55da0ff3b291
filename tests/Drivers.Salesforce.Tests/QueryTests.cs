using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Tests;

public sealed class QueryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_come_typed_in_the_order_of_the_request()
    {
        await using var org = await Org.StartAsync();
        await using var client = await org.ConnectAsync();

        var pages = await Pages.ReadAsync(client.QueryAsync(
            new QueryRequest { Object = "lead", Fields = ["email", "Id", "Owner.Name", "AnnualRevenue", "CreatedDate", "IsConverted", "NumberOfEmployees"], OrderBy = [new SortField { Field = "Id" }] }, Token));

        Assert.Equal(["email", "Id", "Owner.Name", "AnnualRevenue", "CreatedDate", "IsConverted", "NumberOfEmployees"], pages.Schema!.Fields.Select(field => field.Name));
        var expected = org.Simulator.Query("SELECT Email, Id, Owner.Name, AnnualRevenue, CreatedDate, IsConverted, NumberOfEmployees FROM Lead ORDER BY Id");
        Assert.Equal(expected.Count, pages.Rows.Count);
        Assert.Equal(50, pages.TotalCount);
        Assert.Equal(StopReason.Exhausted, pages.StopReason);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].GetProperty("Email").GetString() ?? "", pages.Rows[i][0].ToInvariantString());
            Assert.Equal(expected[i].GetProperty("Id").GetString(), pages.Rows[i][1].AsString());
            Assert.Equal(expected[i].GetProperty("Owner").GetProperty("Name").GetString(), pages.Rows[i][2].AsString());
            var revenue = expected[i].GetProperty("AnnualRevenue");
            Assert.Equal(revenue.ValueKind == JsonValueKind.Null ? "" : revenue.GetRawText(), pages.Rows[i][3].ToInvariantString());
            Assert.Equal(DateTimeOffset.Parse(expected[i].GetProperty("CreatedDate").GetString()!, CultureInfo.InvariantCulture), pages.Rows[i][4].AsTimestamp());
            Assert.Equal(expected[i].GetProperty("IsConverted").GetBoolean(), pages.Rows[i][5].AsBoolean());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1999)]
    [InlineData(2000)]
    [InlineData(2001)]
    [InlineData(4100)]
    public async Task Every_record_comes_once_whatever_the_number_of_pages(int leads)
    {
        await using var org = await Org.StartAsync(leads);
        await using var client = await org.ConnectAsync();

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id", "Name"] }, Token));

        Assert.Equal(leads, pages.Rows.Count);
        Assert.Equal(leads, pages.Column(0).Distinct().Count());
        Assert.Equal(StopReason.Exhausted, pages.StopReason);
        Assert.Equal(Math.Max(1, (leads + 1999) / 2000), pages.Sizes.Count);
        Assert.Null(pages.Cursors[^1]);
    }

    [Fact]
    public async Task A_cursor_continues_over_another_connection()
    {
        await using var org = await Org.StartAsync(1000);
        await using var client = await org.ConnectAsync();
        var request = new QueryRequest { Object = "Lead", Fields = ["Id"], PageSize = 200, MaxCalls = 2 };
        var first = await Pages.ReadAsync(client.QueryAsync(request, Token));
        await using var other = await org.ConnectAsync();

        var rest = await Pages.ReadAsync(other.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"], PageSize = 200, Cursor = first.Cursors[^1] }, Token));

        Assert.Equal(StopReason.Budget, first.StopReason);
        Assert.Equal(400, first.Rows.Count);
        Assert.Equal(600, rest.Rows.Count);
        Assert.Equal(1000, first.Column(0).Concat(rest.Column(0)).Distinct().Count());
    }

    [Theory]
    [InlineData(0L, StopReason.Limit)]
    [InlineData(7L, StopReason.Limit)]
    [InlineData(50L, StopReason.Limit)]
    [InlineData(51L, StopReason.Exhausted)]
    public async Task A_limit_stops_and_says_so(long limit, StopReason reason)
    {
        await using var org = await Org.StartAsync();
        await using var client = await org.ConnectAsync();

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"], Limit = limit }, Token));

        Assert.Equal(Math.Min(50, limit), pages.Rows.Count);
        Assert.Equal(reason, pages.StopReason);
    }

    [Fact]
    public async Task A_filter_that_is_too_long_for_an_address_goes_in_a_body()
    {
        await using var org = await Org.StartAsync(900);
        await using var client = await org.ConnectAsync();
        var ids = org.Simulator.Query("SELECT Id FROM Lead").Select(record => RecordValue.From(record.GetProperty("Id").GetString())).ToList();

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"], Filter = Filter.In("Id", ids) }, Token));

        Assert.Equal(900, pages.Rows.Count);
        Assert.Contains(org.Simulator.RequestLog, entry => entry.Path.EndsWith("/composite", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_that_is_too_long_for_a_query_becomes_several()
    {
        await using var org = await Org.StartAsync(300);
        await using var client = await org.ConnectAsync();
        var names = org.Simulator.Query("SELECT Email FROM Lead WHERE Email != null").Select(record => record.GetProperty("Email").GetString()!).ToList();
        var values = names.Concat(Enumerable.Range(0, 3000).Select(i => $"nobody-{i}@a-rather-long-domain-name.example.com")).Concat(names).Select(name => RecordValue.From(name)).ToList();

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id", "Email"], Filter = Filter.In("Email", values) }, Token));

        Assert.Equal(names.Count, pages.Rows.Count);
        Assert.Equal(StopReason.Exhausted, pages.StopReason);
    }

    [Fact]
    public async Task A_filter_that_Salesforce_cannot_do_is_done_here()
    {
        await using var org = await Org.StartAsync(300);
        await using var client = await org.ConnectAsync();
        var schema = await client.GetFieldsAsync(new GetFieldsRequest { Object = "Lead" }, Token);
        Assert.Contains(schema.Fields, field => field is { Name: "Description", Filterable: false });
        var expected = org.Simulator.Query("SELECT Id, Description, OwnerId FROM Lead")
            .Where(record => record.GetProperty("OwnerId").GetString()!.Contains('A', StringComparison.OrdinalIgnoreCase) && record.GetProperty("Description").ValueKind == JsonValueKind.Null)
            .Select(record => record.GetProperty("Id").GetString()!).Order().ToList();

        var pages = await Pages.ReadAsync(client.QueryAsync(
            new QueryRequest
            {
                Object = "Lead",
                Fields = ["Id"],
                Filter = Filter.And(
                    Filter.Compare("OwnerId", ComparisonOperator.Contains, RecordValue.From("a")),
                    Filter.Compare("Description", ComparisonOperator.Equal, RecordValue.Null),
                    Filter.Compare("Id", ComparisonOperator.NotEqual, RecordValue.Null)),
            },
            Token));

        Assert.Equal(expected, pages.Column(0).Order());
        Assert.Single(pages.Schema!.Fields);
    }

    [Theory]
    [InlineData("Emial", "Email")]
    [InlineData("Ownr.Name", "Owner")]
    [InlineData("Owner.Nam", "Name")]
    public async Task An_unknown_field_is_answered_with_the_nearest(string asked, string meant)
    {
        await using var org = await Org.StartAsync(0);
        await using var client = await org.ConnectAsync();

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = [asked] }, Token)));

        Assert.Equal(DriverErrorCode.FieldNotFound, error.Code);
        Assert.Equal(asked, error.Target);
        Assert.Equal(meant, error.Suggestions[0]);
    }

    [Fact]
    public async Task A_native_query_has_typed_columns_and_bound_parameters()
    {
        await using var org = await Org.StartAsync();
        await using var client = await org.ConnectAsync();
        var name = org.Simulator.Query("SELECT LastName FROM Lead LIMIT 1")[0].GetProperty("LastName").GetString()!;

        var pages = await Pages.ReadAsync(client.QueryNativeAsync(
            new NativeQueryRequest
            {
                Text = "SELECT Id, LastName, Owner.Name, CreatedDate, IsConverted FROM Lead WHERE LastName = :name AND CreatedDate >= LAST_N_DAYS:4000 ORDER BY Id",
                Parameters = new Dictionary<string, RecordValue> { ["name"] = RecordValue.From(name) },
            },
            Token));

        Assert.NotEmpty(pages.Rows);
        Assert.Equal(["Id", "LastName", "Owner.Name", "CreatedDate", "IsConverted"], pages.Schema!.Fields.Select(field => field.Name));
        Assert.Equal([FieldType.String, FieldType.String, FieldType.String, FieldType.Timestamp, FieldType.Boolean], pages.Schema.Fields.Select(field => field.Type));
        Assert.All(pages.Rows, row => Assert.Equal(name, row[1].AsString()));
    }

    [Fact]
    public async Task A_native_count_is_one_record()
    {
        await using var org = await Org.StartAsync();
        await using var client = await org.ConnectAsync();

        var pages = await Pages.ReadAsync(client.QueryNativeAsync(new NativeQueryRequest { Text = "select count() from Lead" }, Token));

        Assert.Equal(50, pages.Rows.Single()[0].AsInt64());
    }

    [Fact]
    public async Task Aggregates_have_the_columns_of_the_query()
    {
        await using var org = await Org.StartAsync();
        await using var client = await org.ConnectAsync();

        var pages = await Pages.ReadAsync(client.QueryNativeAsync(new NativeQueryRequest { Text = "SELECT LeadSource, COUNT(Id) total, MAX(CreatedDate) FROM Lead GROUP BY LeadSource" }, Token));

        Assert.Equal("LeadSource", pages.Schema!.Fields[0].Name);
        Assert.Equal(50, pages.Rows.Sum(row => row[1].AsInt64()));
    }

    [Theory]
    [InlineData("DELETE FROM Lead")]
    [InlineData("SELECT Id FROM Lead FOR UPDATE")]
    [InlineData("SELECT Id FROM Lead FOR VIEW")]
    [InlineData("FIND {x} IN ALL FIELDS")]
    [InlineData("SELECT Id FROM Lead WHERE Name = :name")]
    [InlineData("SELECT Id FROM Lead WHERE Name = 'open")]
    public async Task A_native_query_that_does_more_than_read_or_lacks_a_value_is_refused(string soql)
    {
        await using var org = await Org.StartAsync(0);
        await using var client = await org.ConnectAsync();

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => Pages.ReadAsync(client.QueryNativeAsync(new NativeQueryRequest { Text = soql }, Token)));

        Assert.Equal(DriverErrorCode.InvalidQuery, error.Code);
    }

    [Fact]
    public async Task A_malformed_native_query_says_where_and_not_what()
    {
        await using var org = await Org.StartAsync(0);
        await using var client = await org.ConnectAsync();

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => Pages.ReadAsync(client.QueryNativeAsync(
            new NativeQueryRequest { Text = "SELECT Id FROM Lead WHERE Name = 'private' AND OR Id = null" }, Token)));

        Assert.Equal(DriverErrorCode.InvalidQuery, error.Code);
        Assert.Matches("row 1, column [0-9]+", error.Message);
        Assert.DoesNotContain("private", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_locator_is_a_typed_error()
    {
        await using var org = await Org.StartAsync(600);
        await using var client = await org.ConnectAsync();
        var first = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"], PageSize = 200, MaxCalls = 1 }, Token));
        org.Simulator.ExpireLocators();

        var error = await Assert.ThrowsAnyAsync<DriverException>(() =>
            Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"], PageSize = 200, Cursor = first.Cursors[^1] }, Token)));

        Assert.Equal(DriverErrorCode.CursorExpired, error.Code);
    }

    [Fact]
    public async Task A_query_that_times_out_is_tried_again()
    {
        await using var org = await Org.StartAsync();
        await using var client = await org.ConnectAsync();
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.QueryTimeout, PathContains = "query" });

        Assert.Equal(50, (await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"] }, Token))).Rows.Count);
    }

    [Fact]
    public async Task Leaving_a_stream_early_ends_the_page_that_was_asked_for_ahead()
    {
        await using var org = await Org.StartAsync(5000);
        await using var client = await org.ConnectAsync();
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.Hang, PathContains = "query/", Times = -1 });

        await foreach (var page in client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"] }, Token))
        {
            page.Dispose();
            break;
        }

        Assert.Contains(org.Simulator.RequestLog, entry => entry.Path.Contains("/query", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancelling_a_stream_is_the_callers_own_cancellation()
    {
        await using var org = await Org.StartAsync(5000);
        await using var client = await org.ConnectAsync();
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.Hang, PathContains = "query/", Times = -1 });
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var page in client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"] }, cancel.Token))
            {
                page.Dispose();
                await cancel.CancelAsync();
            }
        });
    }
}
