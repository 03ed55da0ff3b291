using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Testing;

namespace Drivers.Salesforce.Tests;

/// <summary>The hard cases of reading, by their numbers.</summary>
public sealed partial class HardCaseTests
{
    [Fact]
    public async Task Hard_case_01_the_total_is_of_the_result_and_not_of_the_page()
    {
        await using var org = await Org.StartAsync(450);
        await using var client = await org.ConnectAsync();
        var totals = new List<long?>();

        await foreach (var page in client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"], PageSize = 200 }, Token))
        {
            totals.Add(page.TotalCount);
            page.Dispose();
        }

        Assert.Equal([450, 450, 450], totals);
    }

    [Fact]
    public async Task Hard_case_02_a_short_page_is_not_the_last()
    {
        await using var server = Pages3();
        await using var client = await ConnectAsync(server);

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Account", Fields = ["Id"], PageSize = 2000 }, Token));

        Assert.Equal(["1", "2", "3", "4"], pages.Column(0));
        Assert.Equal([1, 2, 1], pages.Sizes);
    }

    [Fact]
    public async Task Hard_case_03_no_children_are_null_and_not_an_empty_list()
    {
        await using var org = await Org.StartAsync(100);
        await using var client = await org.ConnectAsync();

        var pages = await Pages.ReadAsync(client.QueryNativeAsync(new NativeQueryRequest { Text = "SELECT Id, (SELECT LastName FROM Contacts WHERE LastName = 'nobody at all') FROM Account LIMIT 3" }, Token));

        Assert.Equal(3, pages.Rows.Count);
        Assert.All(pages.Rows, row => Assert.Equal(ValueState.Null, row[1].State));
    }

    [Fact]
    public async Task Hard_case_04_children_have_pages_of_their_own()
    {
        await using var org = await Org.StartAsync(100);
        await using var client = await org.ConnectAsync();
        var account = org.Simulator.Query("SELECT Id FROM Account LIMIT 1")[0].GetProperty("Id").GetString()!;
        using var contacts = LeadOrg.Page([.. Enumerable.Range(0, 2_100).Select(i => LeadOrg.Row($"Name {i}", account))], LeadOrg.SchemaOf("LastName", "AccountId"));
        await client.WriteAsync(new WriteRequest { Object = "Contact", Mode = WriteMode.Insert, Records = contacts }, Token);

        var pages = await Pages.ReadAsync(client.QueryNativeAsync(new NativeQueryRequest { Text = $"SELECT Id, (SELECT LastName FROM Contacts WHERE LastName LIKE 'Name %') FROM Account WHERE Id = '{account}'" }, Token));

        var children = JsonElement.Parse(pages.Rows.Single()[1].AsString()).GetProperty("records").EnumerateArray().Select(child => child.GetProperty("LastName").GetString()).ToList();
        Assert.Equal(2_100, children.Distinct().Count());
    }

    [Fact]
    public async Task Hard_case_05_and_or_and_not_stand_in_parentheses()
    {
        await using var org = await Org.StartAsync(100);
        await using var client = await org.ConnectAsync();
        var one = Filter.Compare("Company", ComparisonOperator.NotEqual, RecordValue.From("x"));
        var two = Filter.Compare("Email", ComparisonOperator.Equal, RecordValue.Null);

        var pages = await Pages.ReadAsync(client.QueryAsync(
            new QueryRequest { Object = "Lead", Fields = ["Id"], Filter = Filter.And(one, Filter.Or(two, Filter.Not(two)), Filter.Not(Filter.And(two, Filter.Not(one)))) }, Token));

        Assert.Equal(100, pages.Rows.Count);
    }

    [Fact]
    public async Task Hard_case_06_counts_and_aggregates_are_records()
    {
        await using var org = await Org.StartAsync(100);
        await using var client = await org.ConnectAsync();

        var count = await Pages.ReadAsync(client.QueryNativeAsync(new NativeQueryRequest { Text = "SELECT COUNT() FROM Lead" }, Token));
        var groups = await Pages.ReadAsync(client.QueryNativeAsync(new NativeQueryRequest { Text = "SELECT Status, COUNT(Id), MAX(CreatedDate) latest FROM Lead GROUP BY Status" }, Token));

        Assert.Equal(100, count.Rows.Single()[0].AsInt64());
        Assert.Equal(["Status", "expr0", "latest"], groups.Schema!.Fields.Select(field => field.Name));
        Assert.Equal(100, groups.Rows.Sum(row => row[1].AsInt64()));
    }

    [Fact]
    public async Task Hard_case_07_a_moment_is_the_same_in_both_spellings()
    {
        await using var server = Stub("{}", """{"totalSize":2,"done":true,"records":[{"Id":"1","At__c":"2020-10-22T21:03:23.000+0000"},{"Id":"2","At__c":"2020-10-22T21:03:23.000Z"}]}""");
        await using var client = await ConnectAsync(server);

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Account", Fields = ["Id", "At__c"] }, Token));

        Assert.All(pages.Rows, row => Assert.Equal(new DateTimeOffset(2020, 10, 22, 21, 3, 23, TimeSpan.Zero), row[1].AsTimestamp()));
    }

    [Fact]
    public async Task Hard_case_08_numbers_keep_their_digits()
    {
        await using var server = Stub("{}", """{"totalSize":1,"done":true,"records":[{"Id":"1","Money__c":950000000.10,"Count__c":39000}]}""");
        await using var client = await ConnectAsync(server);

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Account", Fields = ["Id", "Money__c", "Count__c"] }, Token));

        Assert.Equal(950_000_000.10m, pages.Rows[0][1].AsDecimal());
        Assert.Equal(39_000, pages.Rows[0][2].AsInt64());
    }

    [Theory]
    [InlineData("rest")]
    [InlineData("bulk")]
    public async Task Hard_case_09_an_address_is_null_where_all_its_parts_are(string transport)
    {
        await using var org = await Org.StartAsync(0);
        await using var client = await org.ConnectAsync("client_credentials", ("transport", transport));
        org.Simulator.CreateRecord("Lead", new Dictionary<string, string?> { ["LastName"] = "None", ["Company"] = "Acme" });
        org.Simulator.CreateRecord("Lead", new Dictionary<string, string?> { ["LastName"] = "Some", ["Company"] = "Acme", ["City"] = "Wien" });

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["LastName", "Address"], OrderBy = [new SortField { Field = "LastName" }] }, Token));
        var refused = await WriteAsync(client, "Address", "{}");

        Assert.Equal(ValueState.Null, pages.Rows[0][1].State);
        Assert.Equal("Wien", JsonElement.Parse(pages.Rows[1][1].AsString()).GetProperty("city").GetString());
        Assert.Equal(DriverErrorCode.InvalidValue, refused.Code);
    }

    /// <summary>The parts of a custom location or address have names of their own form; REST gives them as those of a standard one.</summary>
    [Theory]
    [InlineData("location", "Site__Latitude__s,Site__Longitude__s", "\"48.2\",\"16.3\"", """{"latitude":48.2,"longitude":16.3}""")]
    [InlineData("location", "Site__Latitude__s,Site__Longitude__s", "\"\",\"\"", null)]
    [InlineData("address", "Site__City__s,Site__CountryCode__s", "\"Wien\",\"\"", """{"city":"Wien","countryCode":null}""")]
    public async Task Hard_case_09_a_custom_compound_field_is_put_together_by_bulk_as_rest_gives_it(string type, string parts, string cells, string? expected)
    {
        var described = string.Join(',', parts.Split(',').Select(part => $$"""{"name":"{{part}}","type":"{{(type == "location" ? "double" : "string")}}","precision":18,"scale":15,"compoundFieldName":"Site__c"}"""));
        await using var server = new StubServer(call => call.Path switch
        {
            "/services/oauth2/userinfo" => call.Json("""{"user_id":"005","organization_id":"00D"}"""),
            var path when path.EndsWith("/describe", StringComparison.Ordinal) => call.Json($$"""{"name":"Account","fields":[{"name":"Id","type":"id"},{"name":"Site__c","type":"{{type}}"},{{described}}]}"""),
            var path when path.EndsWith("/resultPages", StringComparison.Ordinal) => call.Json("""[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]""", 404),
            var path when path.EndsWith("/results", StringComparison.Ordinal) => call.Json($"\"Id\",{parts}\n\"001\",{cells}\n", contentType: "text/csv"),
            _ => call.Json("""{"id":"750000000000001AAA","state":"JobComplete","numberRecordsProcessed":1}"""),
        });
        await using var client = await ConnectAsync(server, ("transport", "bulk"));

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Account", Fields = ["Id", "Site__c"] }, Token));

        Assert.Equal(expected, pages.Rows[0][1].IsNull ? null : pages.Rows[0][1].AsString());
    }

    [Fact]
    public async Task Hard_case_10_a_name_is_written_where_it_is_one_field()
    {
        await using var org = await Org.StartAsync(0);
        await using var client = await org.ConnectAsync();
        using var account = LeadOrg.Page([LeadOrg.Row("Acme")], LeadOrg.SchemaOf("Name"));

        var written = await client.WriteAsync(new WriteRequest { Object = "Account", Mode = WriteMode.Insert, Records = account }, Token);
        var refused = await WriteAsync(client, "Name", "x");

        Assert.Equal(WriteStatus.Created, written.Outcomes.Single().Status);
        Assert.Equal((DriverErrorCode.InvalidValue, "Name"), (refused.Code, refused.Target));
    }

    [Fact]
    public async Task Hard_case_11_a_parent_of_several_kinds_is_read_by_what_all_have()
    {
        await using var org = await Org.StartAsync(20);
        await using var client = await org.ConnectAsync();

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id", "OwnerId", "Owner.Name", "Owner.Id"] }, Token));

        Assert.All(pages.Rows, row => Assert.Equal(row[1].ToInvariantString(), row[3].ToInvariantString()));
        Assert.All(pages.Rows, row => Assert.NotEmpty(row[2].AsString()));
    }

    [Fact]
    public async Task Hard_case_12_children_without_a_name_cannot_be_followed_and_say_so()
    {
        await using var server = Stub("{}", "{}", describe: """{"name":"Account","fields":[{"name":"Id","type":"id"}],"childRelationships":[{"childSObject":"Odd","field":"ParentId","relationshipName":null},{"childSObject":"Contact","field":"AccountId","relationshipName":"Contacts"}]}""");
        await using var client = await ConnectAsync(server);

        var relationships = await client.GetRelationshipsAsync(new GetRelationshipsRequest { Object = "Account" }, Token);

        Assert.Equal([null, "Contacts"], relationships.Select(each => each.Name));
    }

    [Fact]
    public async Task Hard_case_13_names_are_taken_in_any_case_and_given_back_as_they_were_asked()
    {
        await using var org = await Org.StartAsync(5);
        await using var client = await org.ConnectAsync();

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "LEAD", Fields = ["id", "LASTNAME", "owner.NAME"] }, Token));

        Assert.Equal(["id", "LASTNAME", "owner.NAME"], pages.Schema!.Fields.Select(field => field.Name));
        Assert.All(pages.Rows, row => Assert.False(row[1].IsNull || row[2].IsNull));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Hard_case_22_every_page_of_a_job_has_a_header_and_the_last_locator_is_a_word(string listed)
    {
        var rows = new Dictionary<string, string> { [""] = "1", ["MQ"] = "2", ["Mg"] = "3" };
        await using var server = new StubServer(call =>
        {
            var locator = call.Query["locator"] ?? "";
            switch (call.Path)
            {
                case "/services/oauth2/userinfo":
                    return call.Json("""{"user_id":"005","organization_id":"00D"}""");
                case var path when path.EndsWith("/describe", StringComparison.Ordinal):
                    return call.Json("""{"name":"Account","fields":[{"name":"Id","type":"id","filterable":true,"sortable":true}]}""");
                case var path when path.EndsWith("/resultPages", StringComparison.Ordinal):
                    return listed == "true"
                        ? call.Json("""{"resultPages":[{"resultUrl":"/x/results"},{"resultUrl":"/x/results?locator=MQ"},{"resultUrl":"/x/results?locator=Mg"}],"nextRecordsUrl":null,"done":true}""")
                        : call.Json("""[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]""", 404);
                case var path when path.EndsWith("/results", StringComparison.Ordinal):
                    call.Response.Headers["Sforce-Locator"] = locator switch { "" => "MQ", "MQ" => "Mg", _ => "null" };
                    call.Response.Headers["Sforce-NumberOfRecords"] = "1";
                    return call.Json($"\"Id\"\n\"{rows[locator]}\"\n", contentType: "text/csv");
                default:
                    return call.Json("""{"id":"750000000000001AAA","state":"JobComplete","numberRecordsProcessed":3}""");
            }
        });
        await using var client = await ConnectAsync(server, ("transport", "bulk"));

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Account", Fields = ["Id"] }, Token));

        Assert.Equal(["1", "2", "3"], pages.Column(0));
    }

    /// <summary>The first page is held back until the last has been asked for: both are on their way at once, and come in their order all the same.</summary>
    [Fact]
    public async Task Hard_case_22_pages_of_a_job_are_on_their_way_at_once()
    {
        var rows = new Dictionary<string, string> { [""] = "1", ["MQ"] = "2", ["Mg"] = "3" };
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new StubServer(async call =>
        {
            var locator = call.Query["locator"] ?? "";
            if (call.Path.EndsWith("/results", StringComparison.Ordinal))
            {
                if (locator == "Mg")
                    last.TrySetResult();
                await last.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);
                call.Response.Headers["Sforce-Locator"] = locator switch { "" => "MQ", "MQ" => "Mg", _ => "null" };
                await call.Json($"\"Id\"\n\"{rows[locator]}\"\n", contentType: "text/csv");
                return;
            }

            await (call.Path switch
            {
                "/services/oauth2/userinfo" => call.Json("""{"user_id":"005","organization_id":"00D"}"""),
                var path when path.EndsWith("/describe", StringComparison.Ordinal) => call.Json("""{"name":"Account","fields":[{"name":"Id","type":"id","filterable":true,"sortable":true}]}"""),
                var path when path.EndsWith("/resultPages", StringComparison.Ordinal) => call.Json("""{"resultPages":[{"resultUrl":"/x/results"},{"resultUrl":"/x/results?locator=MQ"},{"resultUrl":"/x/results?locator=Mg"}],"nextRecordsUrl":null,"done":true}"""),
                _ => call.Json("""{"id":"750000000000001AAA","state":"JobComplete","numberRecordsProcessed":3}"""),
            });
        });
        await using var client = await ConnectAsync(server, ("transport", "bulk"));

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Account", Fields = ["Id"] }, Token));

        Assert.Equal(["1", "2", "3"], pages.Column(0));
        Assert.True(last.Task.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Hard_case_24_a_result_of_another_version_is_a_position_that_has_gone()
    {
        await using var org = await Org.StartAsync(50);
        await using var client = await org.ConnectAsync("client_credentials", ("transport", "bulk"));
        await using var older = await org.ConnectAsync("client_credentials", ("api_version", "v60.0"));
        var first = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"], PageSize = 20 }, Token));

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => Pages.ReadAsync(older.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"], PageSize = 20, Cursor = first.Cursors[0] }, Token)));

        Assert.Equal(DriverErrorCode.CursorExpired, error.Code);
    }

    [Fact]
    public async Task Hard_case_30_what_is_not_nillable_may_be_null_and_not_equal_finds_it()
    {
        await using var server = Stub("{}", """{"totalSize":1,"done":true,"records":[{"Id":"1","Needed__c":null}]}""", describe: """{"name":"Account","fields":[{"name":"Id","type":"id","filterable":true,"sortable":true},{"name":"Needed__c","type":"string","nillable":false,"createable":true,"defaultedOnCreate":false,"filterable":true}]}""");
        await using var client = await ConnectAsync(server);

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Account", Fields = ["Id", "Needed__c"], Filter = Filter.Compare("Needed__c", ComparisonOperator.NotEqual, RecordValue.From("x")) }, Token));

        Assert.Equal(ValueState.Null, pages.Rows.Single()[1].State);
        Assert.True((await client.GetFieldsAsync(new GetFieldsRequest { Object = "Account" }, Token)).Fields[1].RequiredForCreate);
    }

    private static StubServer Pages3() => new(call => call.Path switch
    {
        "/services/oauth2/userinfo" => call.Json("""{"user_id":"005","organization_id":"00D"}"""),
        var path when path.EndsWith("/describe", StringComparison.Ordinal) => call.Json("""{"name":"Account","fields":[{"name":"Id","type":"id","filterable":true,"sortable":true}]}"""),
        "/services/data/v62.0/query/01g-1" => call.Json("""{"totalSize":4,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/01g-3","records":[{"Id":"2"},{"Id":"3"}]}"""),
        "/services/data/v62.0/query/01g-3" => call.Json("""{"totalSize":4,"done":true,"records":[{"Id":"4"}]}"""),
        _ => call.Json("""{"totalSize":4,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/01g-1","records":[{"Id":"1"}]}"""),
    });
}
