namespace Drivers.Salesforce.Simulator.Tests;

public sealed class QueryTests
{
    [Fact]
    public async Task Query_of_many_records_pages_with_total_on_every_page()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 450);

        var (status, first) = await org.SendAsync(HttpMethod.Get, "query?q=SELECT+Id,Name+FROM+Lead", null, ("Sforce-Query-Options", "batchSize=200"));
        var second = await org.GetAsync(first.GetProperty("nextRecordsUrl").GetString()!);
        var third = await org.GetAsync(second.GetProperty("nextRecordsUrl").GetString()!);

        Assert.Equal(200, status);
        Assert.Equal(450, first.GetProperty("totalSize").GetInt32());
        Assert.False(first.GetProperty("done").GetBoolean());
        Assert.Matches("^/services/data/v66.0/query/0r8[0-9A-Za-z]{15}-200$", first.GetProperty("nextRecordsUrl").GetString());
        Assert.Equal(450, third.GetProperty("totalSize").GetInt32());
        Assert.True(third.GetProperty("done").GetBoolean());
        var ids = new[] { first, second, third }.SelectMany(p => p.GetProperty("records").EnumerateArray()).Select(r => r.GetProperty("Id").GetString()).ToArray();
        Assert.Equal(450, ids.Distinct().Count());
    }

    [Fact]
    public async Task Query_of_a_parent_field_nests_the_parent_or_writes_null()
    {
        await using var org = await SimulatorFixture.StartAsync();

        var records = await org.RecordsAsync("SELECT Id, Account.Name, Account.Owner.Name, Campaign.Name FROM Opportunity");

        Assert.All(records, r => Assert.Equal("Account", r.GetProperty("Account").GetProperty("attributes").GetProperty("type").GetString()));
        Assert.All(records, r => Assert.NotEmpty(r.GetProperty("Account").GetProperty("Owner").GetProperty("Name").GetString()!));
        Assert.Contains(records, r => r.GetProperty("Campaign").ValueKind == System.Text.Json.JsonValueKind.Null);
        Assert.Contains(records, r => r.GetProperty("Campaign").ValueKind == System.Text.Json.JsonValueKind.Object);
    }

    [Theory]
    [InlineData("SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM Account WHERE NOT Name = 'a' AND NOT Name = 'b'", "MALFORMED_QUERY")]
    [InlineData("SELECT * FROM Account", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM Account WHERE Name IN ()", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM Account WHERE Name = \"a\"", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM Account WHERE AnnualRevenue > 1.5e3", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM Account WHERE Name = :x", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM Account FOR UPDATE", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM Account ALL ROWS", "MALFORMED_QUERY")]
    [InlineData("SELECT COUNT() n FROM Account", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM Account;", "MALFORMED_QUERY")]
    [InlineData("SELECT Id i FROM Account", "MALFORMED_QUERY")]
    [InlineData("SELECT Nope FROM Account", "INVALID_FIELD")]
    [InlineData("SELECT Id FROM Nope", "INVALID_TYPE")]
    [InlineData("SELECT Id, Id FROM Account", "INVALID_FIELD")]
    [InlineData("SELECT Id, FIELDS(ALL) FROM Account LIMIT 10", "INVALID_FIELD")]
    [InlineData("SELECT FIELDS(ALL) FROM Account", "MALFORMED_QUERY")]
    [InlineData("SELECT Name, COUNT(Id) FROM Account", "MALFORMED_QUERY")]
    [InlineData("SELECT Id FROM Account WHERE Id = 'nope'", "INVALID_QUERY_FILTER_OPERATOR")]
    [InlineData("SELECT Id FROM Lead WHERE CreatedDate > '2024-01-01'", "INVALID_FIELD")]
    [InlineData("SELECT Id, (SELECT Id FROM Nope) FROM Account", "INVALID_TYPE")]
    [InlineData("SELECT Id FROM Account WHERE Description = 'x'", "INVALID_FIELD")]
    public async Task Query_that_the_platform_refuses_is_refused(string soql, string code)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 10);

        var (status, body) = await org.TryQueryAsync(soql);

        Assert.Equal(400, status);
        Assert.Equal(code, body[0].GetProperty("errorCode").GetString());
    }

    [Fact]
    public async Task Query_of_an_unknown_object_points_at_it()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 10);

        var (_, body) = await org.TryQueryAsync("select count() from XYZZY");

        Assert.Equal(
            "\nselect count() from XYZZY\n                    ^\nERROR at Row:1:Column:21\nsObject type 'XYZZY' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.",
            body[0].GetProperty("message").GetString());
    }
}
