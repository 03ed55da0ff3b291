using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;
using IntegrationAgent.Testing;

namespace Drivers.Salesforce.Tests;

public sealed class NativeQueryTests
{
    private const string Columns = """{"columnMetadata":[{"columnName":"Id","apexType":"Id"},{"columnName":"Contacts","aggregate":true,"joinColumns":[{"columnName":"LastName","apexType":"String"}]}],"entityName":"Account"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Children of children, each list in three pages, the inner ones cut as well.</summary>
    [Fact]
    public async Task Children_in_pages_of_their_own_are_put_together_at_any_depth()
    {
        await using var server = Stub(path => path switch
        {
            "/services/data/v62.0/query/01g-2" => """{"totalSize":5,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/01g-4","records":[{"LastName":"c","Cases":{"totalSize":2,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/01h-1","records":[{"Subject":"1"}]}},{"LastName":"d","Cases":null}]}""",
            "/services/data/v62.0/query/01g-4" => """{"totalSize":5,"done":true,"records":[{"LastName":"e","Cases":null}]}""",
            "/services/data/v62.0/query/01h-1" => """{"totalSize":2,"done":true,"records":[{"Subject":"2"}]}""",
            _ => """{"totalSize":2,"done":true,"records":[{"Id":"1","Contacts":{"totalSize":5,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/01g-2","records":[{"LastName":"a"},{"LastName":"b"}]}},{"Id":"2","Contacts":null}]}""",
        });
        await using var client = await ConnectAsync(server);

        var pages = await ReadAsync(client);

        var contacts = JsonElement.Parse(pages.Rows[0][1].AsString());
        Assert.Equal(["a", "b", "c", "d", "e"], contacts.GetProperty("records").EnumerateArray().Select(record => record.GetProperty("LastName").GetString()));
        Assert.Equal(["1", "2"], contacts.GetProperty("records")[2].GetProperty("Cases").GetProperty("records").EnumerateArray().Select(record => record.GetProperty("Subject").GetString()));
        Assert.True(contacts.GetProperty("done").GetBoolean());
        Assert.Equal(2, pages.Rows.Count);
        Assert.True(pages.Rows[1][1].IsNull);
    }

    [Theory]
    [InlineData("""{"totalSize":900,"done":true,"records":[]}""")]
    [InlineData("""{"totalSize":900,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/01g-2","records":[]}""")]
    [InlineData("""{"totalSize":900,"done":false,"nextRecordsUrl":"https://evil.example/","records":[]}""")]
    [InlineData("""{"totalSize":900,"done":false,"records":[]}""")]
    [InlineData("""{"totalSize":9""")]
    [InlineData("[]")]
    public async Task Half_a_list_of_children_is_not_passed_off_as_a_whole_one(string further)
    {
        await using var server = Stub(path => path.EndsWith("/01g-2", StringComparison.Ordinal)
            ? further
            : """{"totalSize":1,"done":true,"records":[{"Id":"1","Contacts":{"totalSize":900,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/01g-2","records":[{"LastName":"x"}]}}]}""");
        await using var client = await ConnectAsync(server);

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => ReadAsync(client));

        Assert.Equal(DriverErrorCode.IncompleteResult, error.Code);
        Assert.InRange(server.Calls.Count, 2, 12);
    }

    [Fact]
    public async Task What_a_parent_of_several_kinds_gives_is_one_value()
    {
        await using var org = await Org.StartAsync(100);
        await using var client = await org.ConnectAsync();

        var pages = await Pages.ReadAsync(client.QueryNativeAsync(new NativeQueryRequest { Text = "SELECT Id, TYPEOF owner WHEN User THEN Email ELSE Name END FROM Lead LIMIT 5" }, Token));

        Assert.Equal(["Id", "Owner"], pages.Schema!.Fields.Select(field => field.Name));
        Assert.Equal(["Group", "User"], pages.Rows.Select(row => JsonElement.Parse(row[1].AsString()).GetProperty("attributes").GetProperty("type").GetString()!).Distinct().Order(StringComparer.Ordinal));
        Assert.All(pages.Rows, row => Assert.Equal(row[1].AsString().Contains("\"User\"", StringComparison.Ordinal), row[1].AsString().Contains("\"Email\"", StringComparison.Ordinal)));
    }

    /// <summary>What a profile of a field is made of: how many records there are, how many have a value, how many different ones, and between which two.</summary>
    [Fact]
    public async Task Aggregates_tell_how_fields_are_filled_without_reading_a_record()
    {
        await using var org = await Org.StartAsync(200);
        await using var client = await org.ConnectAsync();
        var records = org.Simulator.Query("SELECT Email, Industry, NumberOfEmployees FROM Lead");
        org.Simulator.ClearLog();

        var pages = await Pages.ReadAsync(client.QueryNativeAsync(
            new NativeQueryRequest { Text = "SELECT COUNT(Id) total, COUNT(Email) emails, COUNT_DISTINCT(Industry) industries, MIN(NumberOfEmployees) least, MAX(NumberOfEmployees) most FROM Lead" }, Token));

        var row = Assert.Single(pages.Rows);
        var employees = records.Select(one => one.GetProperty("NumberOfEmployees")).Where(value => value.ValueKind == JsonValueKind.Number).Select(value => value.GetInt64()).ToList();
        Assert.Equal(["total", "emails", "industries", "least", "most"], pages.Schema!.Fields.Select(field => field.Name));
        Assert.Equal(
            [
                200,
                records.Count(one => one.GetProperty("Email").ValueKind == JsonValueKind.String),
                records.Select(one => one.GetProperty("Industry").GetString()).Where(value => value is not null).Distinct().Count(),
                employees.Min(),
                employees.Max(),
            ],
            row.Select(value => value.Type == FieldType.Int64 ? value.AsInt64() : (long)value.AsDecimal()));
        Assert.InRange(org.Simulator.RequestLog.Count(entry => entry.Path.Contains("/query", StringComparison.Ordinal)), 1, 2);
    }

    [Fact]
    public async Task A_native_query_of_any_length_is_sent_in_a_body()
    {
        await using var org = await Org.StartAsync(20);
        await using var client = await org.ConnectAsync();
        var names = string.Join(',', Enumerable.Range(0, 3000).Select(i => $"'nobody{i}'"));

        var pages = await Pages.ReadAsync(client.QueryNativeAsync(new NativeQueryRequest { Text = $"SELECT Id FROM Lead WHERE LastName NOT IN ({names})" }, Token));

        Assert.Equal(20, pages.Rows.Count);
        Assert.All(org.Simulator.RequestLog, entry => Assert.InRange(entry.Path.Length, 1, 16_000));
    }

    private static Task<Pages> ReadAsync(SalesforceClient client) =>
        Pages.ReadAsync(client.QueryNativeAsync(new NativeQueryRequest { Text = "SELECT Id, (SELECT LastName FROM Contacts) FROM Account" }, Token));

    private static StubServer Stub(Func<string, string> records) => new(call => call.Path switch
    {
        "/services/oauth2/userinfo" => call.Json("""{"user_id":"005","organization_id":"00D"}"""),
        var path when path.EndsWith("/describe", StringComparison.Ordinal) => call.Json("""{"name":"Account","fields":[{"name":"Id","type":"id","filterable":true,"sortable":true}]}"""),
        _ => call.Json(call.Query["columns"] == "true" ? Columns : records(call.Path)),
    });

    private static async Task<SalesforceClient> ConnectAsync(StubServer server) => (SalesforceClient)await new SalesforceDriver().ConnectAsync(
        new ConnectionSettings([new("auth", "access_token"), new("instance_url", server.Url)]),
        new DriverContext { Credentials = new FakeCredentials(("SF_ACCESS_TOKEN", "t")), Tokens = new FakeTokenStore() },
        Token);
}
