using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;
using IntegrationAgent.Drivers.Salesforce.Simulator;
using IntegrationAgent.Testing;

namespace Drivers.Salesforce.Tests;

/// <summary>What naive clients get wrong, beside the cases that other classes hold.</summary>
public sealed partial class HardCaseTests
{
    private const string Described = """{"name":"Account","fields":[{"name":"Id","type":"id","filterable":true,"sortable":true},{"name":"Gone__c","type":"string"},{"name":"At__c","type":"datetime"},{"name":"Money__c","type":"currency"},{"name":"Count__c","type":"int"}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_hard_case_has_a_test()
    {
        var numbers = typeof(HardCaseTests).GetMethods().Where(method => method.Name.StartsWith("Hard_case_", StringComparison.Ordinal))
            .Select(method => int.Parse(method.Name.AsSpan("Hard_case_".Length, 2), System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(Enumerable.Range(1, 30), numbers.Distinct().Order());
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

    private static StubServer Stub(string columns, string records, int status = 200, string? describe = null) => new(call => call.Path switch
    {
        "/services/oauth2/userinfo" => call.Json("""{"user_id":"005","organization_id":"00D"}"""),
        var path when path.EndsWith("/describe", StringComparison.Ordinal) => call.Json(describe ?? Described),
        _ => call.Query["columns"] == "true" ? call.Json(columns) : call.Json(records, status),
    });

    private static async Task<SalesforceClient> ConnectAsync(StubServer server, params (string Name, string Value)[] settings) => (SalesforceClient)await new SalesforceDriver().ConnectAsync(
        new ConnectionSettings([new("auth", "access_token"), new("instance_url", server.Url), .. settings.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))]),
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
