using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;
using IntegrationAgent.Drivers.Salesforce.Simulator;
using IntegrationAgent.Testing;

namespace Drivers.Salesforce.Tests;

/// <summary>What naive clients get wrong, beside the cases that other classes hold.</summary>
public sealed class HardCaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ids_of_fifteen_letters_find_and_update_their_record()
    {
        await using var org = await Org.StartAsync(5);
        await using var client = await org.ConnectAsync();
        var id = org.Simulator.Query("SELECT Id FROM Lead LIMIT 1")[0].GetProperty("Id").GetString()!;

        var found = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"], Filter = Filter.Compare("Id", ComparisonOperator.Equal, RecordValue.From(id[..15])) }, Token));
        var updated = await WriteAsync(client, WriteMode.Update, "Id", "Title", id[..15], "Boss");

        Assert.Equal(id, found.Rows.Single()[0].AsString());
        Assert.Equal(WriteStatus.Updated, updated.Status);
        Assert.Equal(id, updated.RecordId);
    }

    [Fact]
    public async Task An_id_of_another_object_is_malformed_and_an_unknown_one_not_found()
    {
        await using var org = await Org.StartAsync(5);
        await using var client = await org.ConnectAsync();
        var account = org.Simulator.Query("SELECT Id FROM Account LIMIT 1")[0].GetProperty("Id").GetString()!;

        var wrong = await WriteAsync(client, WriteMode.Update, "Id", "Title", account, "Boss");
        var gone = await WriteAsync(client, WriteMode.Update, "Id", "Title", "00Q5e0000ZZZZZZEAY", "Boss");

        Assert.Equal(DriverErrorCode.InvalidValue, wrong.Error!.Code);
        Assert.Equal(WriteStatus.Failed, gone.Status);
    }

    [Fact]
    public async Task Deleted_records_are_read_only_when_asked_for()
    {
        await using var org = await Org.StartAsync(5);
        await using var client = await org.ConnectAsync();
        var id = org.Simulator.DeleteRecord("Lead");

        var living = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"] }, Token));
        var all = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id", "IsDeleted"], IncludeDeleted = true }, Token));

        Assert.DoesNotContain(id, living.Column(0));
        Assert.Equal("true", all.Rows.Single(row => row[0].AsString() == id)[1].ToInvariantString());
    }

    [Fact]
    public async Task A_polymorphic_parent_is_read_by_the_fields_that_all_kinds_have()
    {
        await using var org = await Org.StartAsync(20);
        await using var client = await org.ConnectAsync();

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id", "OwnerId", "Owner.Name", "Owner.Id"] }, Token));

        Assert.All(pages.Rows, row =>
        {
            Assert.Equal(row[1].ToInvariantString(), row[3].ToInvariantString());
            Assert.NotEmpty(row[2].AsString());
        });
    }

    [Fact]
    public async Task A_parent_that_is_missing_makes_its_fields_null()
    {
        await using var org = await Org.StartAsync(200);
        await using var client = await org.ConnectAsync();

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "CampaignMember", Fields = ["Id", "ContactId", "Contact.LastName", "Campaign.Name"] }, Token));

        var without = pages.Rows.Where(row => row[1].IsNull).ToList();
        Assert.NotEmpty(without);
        Assert.All(without, row => Assert.Equal(ValueState.Null, row[2].State));
        Assert.All(pages.Rows, row => Assert.False(row[3].IsNull));
    }

    [Fact]
    public async Task Children_of_a_native_query_are_one_value_and_null_where_there_are_none()
    {
        await using var org = await Org.StartAsync(100);
        await using var client = await org.ConnectAsync();

        var pages = await Pages.ReadAsync(client.QueryNativeAsync(new NativeQueryRequest { Text = "SELECT Id, (SELECT LastName FROM Contacts) FROM Account" }, Token));

        Assert.Equal(FieldType.Json, pages.Schema!.Fields[1].Type);
        Assert.Contains(pages.Rows, row => !row[1].IsNull && row[1].AsString().Contains("\"LastName\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_field_that_has_gone_since_it_was_described_is_asked_for_again()
    {
        await using var server = Stub("{}", """[{"message":"\nSELECT Id,Gone__c FROM Lead\n^\nERROR at Row:1:Column:11\nNo such column 'Gone__c' on entity 'Account'.","errorCode":"INVALID_FIELD"}]""", status: 400);
        await using var client = await ConnectAsync(server);

        for (var i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAnyAsync<DriverException>(() => Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Account", Fields = ["Id", "Gone__c"] }, Token)));
            Assert.Equal(DriverErrorCode.FieldNotFound, error.Code);
        }

        Assert.Equal(2, server.Calls.Count(call => call.Path.EndsWith("/describe", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task No_token_and_no_value_of_a_filter_reaches_the_log()
    {
        await using var org = await Org.StartAsync(5);
        await using var client = await org.ConnectAsync();
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.UnavailableHtml, PathContains = "query" });

        await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"], Filter = Filter.Compare("Email", ComparisonOperator.Equal, RecordValue.From("private@example.com")) }, Token));

        Assert.Contains("http_retry", org.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("private", org.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("simulator-consumer-secret", org.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("00D", org.Log.Text, StringComparison.Ordinal);
    }

    private static StubServer Stub(string columns, string records, int status = 200) => new(call => call.Path switch
    {
        "/services/oauth2/userinfo" => call.Json("""{"user_id":"005","organization_id":"00D"}"""),
        var path when path.EndsWith("/describe", StringComparison.Ordinal) => call.Json("""{"name":"Account","fields":[{"name":"Id","type":"id","filterable":true,"sortable":true},{"name":"Gone__c","type":"string"}]}"""),
        _ => call.Query["columns"] == "true" ? call.Json(columns) : call.Json(records, status),
    });

    private static async Task<SalesforceClient> ConnectAsync(StubServer server) => (SalesforceClient)await new SalesforceDriver().ConnectAsync(
        new ConnectionSettings([new("auth", "access_token"), new("instance_url", server.Url)]),
        new DriverContext { Credentials = new FakeCredentials(("SF_ACCESS_TOKEN", "t")), Tokens = new FakeTokenStore() },
        Token);

    private static async Task<WriteOutcome> WriteAsync(SalesforceClient client, WriteMode mode, string key, string field, string keyValue, string value)
    {
        using var writer = new RecordPageWriter(new RecordSchema([new RecordField { Name = key, Type = FieldType.String }, new RecordField { Name = field, Type = FieldType.String }]));
        writer.BeginRecord();
        writer.WriteString(keyValue);
        writer.WriteString(value);
        writer.EndRecord();
        using var page = writer.ToPage();
        return (await client.WriteAsync(new WriteRequest { Object = "Lead", Mode = mode, KeyFields = [key], Records = page }, Token)).Outcomes.Single();
    }
}
