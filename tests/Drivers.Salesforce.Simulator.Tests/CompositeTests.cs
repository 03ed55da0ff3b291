using System.Text.Json;

namespace Drivers.Salesforce.Simulator.Tests;

public sealed class CompositeTests
{
    [Fact]
    public async Task Collection_insert_answers_each_record_in_order()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var (status, body) = await org.SendAsync(HttpMethod.Post, "composite/sobjects", new
        {
            allOrNone = false,
            records = new object[] { Lead(new { LastName = "A", Company = "X" }), Lead(new { Company = "X" }), Lead(new { LastName = "C", Company = "X" }) },
        });

        Assert.Equal(200, status);
        Assert.True(body[0].GetProperty("success").GetBoolean());
        Assert.Equal(["success", "errors"], body[1].EnumerateObject().Select(p => p.Name));
        Assert.Equal("""{"statusCode":"REQUIRED_FIELD_MISSING","message":"Required fields are missing: [LastName]","fields":["LastName"]}""", body[1].GetProperty("errors")[0].GetRawText());
        Assert.StartsWith("00Q", body[2].GetProperty("id").GetString());
        Assert.Equal(3, org.Simulator.CountRecords("Lead"));
    }

    [Fact]
    public async Task All_or_none_rolls_back_the_others_and_says_so()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var (status, body) = await org.SendAsync(HttpMethod.Post, "composite/sobjects", new { allOrNone = true, records = new object[] { Lead(new { LastName = "A", Company = "X" }), Lead(new { Company = "X" }) } });

        Assert.Equal(200, status);
        Assert.Equal("ALL_OR_NONE_OPERATION_ROLLED_BACK", body[0].GetProperty("errors")[0].GetProperty("statusCode").GetString());
        Assert.Equal("REQUIRED_FIELD_MISSING", body[1].GetProperty("errors")[0].GetProperty("statusCode").GetString());
        Assert.Equal(1, org.Simulator.CountRecords("Lead"));
    }

    [Fact]
    public async Task Collection_upsert_says_created_or_not()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        object Body(string name) => new { allOrNone = false, records = new object[] { Lead(new { Marketing_Id__c = "N-1", LastName = name, Company = "X" }), Lead(new { LastName = "no key" }) } };

        var (_, first) = await org.SendAsync(HttpMethod.Patch, "composite/sobjects/Lead/Marketing_Id__c", Body("A"));
        var (_, second) = await org.SendAsync(HttpMethod.Patch, "composite/sobjects/Lead/Marketing_Id__c", Body("B"));

        Assert.True(first[0].GetProperty("created").GetBoolean());
        Assert.False(second[0].GetProperty("created").GetBoolean());
        Assert.Equal(first[0].GetProperty("id").GetString(), second[0].GetProperty("id").GetString());
        Assert.False(second[1].GetProperty("success").GetBoolean());
    }

    [Fact]
    public async Task Collection_upsert_by_id_with_null_creates()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var (_, body) = await org.SendAsync(HttpMethod.Patch, "composite/sobjects/Account/Id", """{"records":[{"attributes":{"type":"Account"},"Id":null,"Name":"N"}]}""");

        Assert.True(body[0].GetProperty("created").GetBoolean());
    }

    [Fact]
    public async Task Collection_update_and_delete_answer_unknown_ids_per_record()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 3);
        var ids = (await org.RecordsAsync("SELECT Id FROM Lead")).Select(r => r.GetProperty("Id").GetString()!).ToArray();

        var (_, updated) = await org.SendAsync(HttpMethod.Patch, "composite/sobjects", new { records = new object[] { Lead(new { Id = ids[0], Title = "T" }), Lead(new { Id = "00Q5e0000zzzzzzAAA", Title = "T" }) } });
        var (_, deleted) = await org.SendAsync(HttpMethod.Delete, $"composite/sobjects?ids={ids[1]},{ids[1]},nope&allOrNone=false");

        Assert.True(updated[0].GetProperty("success").GetBoolean());
        Assert.Equal("MALFORMED_ID", updated[1].GetProperty("errors")[0].GetProperty("statusCode").GetString());
        Assert.Equal([true, false, false], deleted.EnumerateArray().Select(e => e.GetProperty("success").GetBoolean()));
        Assert.Equal("ENTITY_IS_DELETED", deleted[1].GetProperty("errors")[0].GetProperty("statusCode").GetString());
    }

    [Fact]
    public async Task Collection_of_more_than_200_or_11_chunks_is_refused()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        var many = Enumerable.Range(0, 201).Select(i => Lead(new { LastName = "A", Company = "B" })).ToArray();
        var mixed = Enumerable.Range(0, 11).Select(i => (object)new { attributes = new { type = i % 2 == 0 ? "Lead" : "Account" }, Name = "x" }).ToArray();

        var (tooMany, _) = await org.SendAsync(HttpMethod.Post, "composite/sobjects", new { records = many });
        var (tooMixed, _) = await org.SendAsync(HttpMethod.Post, "composite/sobjects", new { records = mixed });

        Assert.Equal((400, 400), (tooMany, tooMixed));
        Assert.Equal(1, org.Simulator.CountRecords("Lead"));
    }

    [Fact]
    public async Task Retrieve_by_ids_leaves_null_for_a_missing_one()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 2);
        var id = (await org.RecordsAsync("SELECT Id FROM Lead LIMIT 1"))[0].GetProperty("Id").GetString();

        var (status, body) = await org.SendAsync(HttpMethod.Post, "composite/sobjects/Lead", new { ids = new[] { id, "00Q000000000000" }, fields = new[] { "Name" } });

        Assert.Equal(200, status);
        Assert.Equal(id, body[0].GetProperty("Id").GetString());
        Assert.Equal(JsonValueKind.Null, body[1].ValueKind);
    }

    [Fact]
    public async Task Composite_uses_answers_of_earlier_requests()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var (status, body) = await org.SendAsync(HttpMethod.Post, "composite", new
        {
            compositeRequest = new object[]
            {
                new { method = "POST", url = "/services/data/v66.0/sobjects/Account", referenceId = "a", body = new { Name = "Parent" } },
                new { method = "POST", url = "/services/data/v66.0/sobjects/Contact", referenceId = "c", body = new { LastName = "Child", AccountId = "@{a.id}" } },
                new { method = "GET", url = "/services/data/v66.0/query?q=SELECT+Account.Name+FROM+Contact+WHERE+Id='@{c.id}'", referenceId = "q" },
                new { method = "GET", url = "/services/data/v66.0/sobjects/Nope", referenceId = "n" },
            },
        });

        var answers = body.GetProperty("compositeResponse");
        Assert.Equal(200, status);
        Assert.Equal([201, 201, 200, 404], answers.EnumerateArray().Select(a => a.GetProperty("httpStatusCode").GetInt32()));
        Assert.Equal("Parent", answers[2].GetProperty("body").GetProperty("records")[0].GetProperty("Account").GetProperty("Name").GetString());
        Assert.Equal(["body", "httpHeaders", "httpStatusCode", "referenceId"], answers[0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Composite_all_or_none_halts_and_rolls_back()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        var before = org.Simulator.CountRecords("Account");

        var (_, body) = await org.SendAsync(HttpMethod.Post, "composite", new
        {
            allOrNone = true,
            compositeRequest = new object[]
            {
                new { method = "POST", url = "/services/data/v66.0/sobjects/Account", referenceId = "a", body = new { Name = "Parent" } },
                new { method = "POST", url = "/services/data/v66.0/sobjects/Contact", referenceId = "c", body = new { FirstName = "no last name" } },
            },
        });

        var first = body.GetProperty("compositeResponse")[0];
        Assert.Equal(400, first.GetProperty("httpStatusCode").GetInt32());
        Assert.Equal("""{"errorCode":"PROCESSING_HALTED","message":"The transaction was rolled back since another operation in the same transaction failed."}""", first.GetProperty("body")[0].GetRawText());
        Assert.Equal(before, org.Simulator.CountRecords("Account"));
    }

    [Fact]
    public async Task Batch_of_25_describes_is_one_request()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var (status, body) = await org.SendAsync(HttpMethod.Post, "composite/batch", new { batchRequests = Enumerable.Range(0, 25).Select(i => new { method = "GET", url = i == 3 ? "v66.0/nope" : "v66.0/sobjects/Lead/describe" }) });
        var (refused, _) = await org.SendAsync(HttpMethod.Post, "composite/batch", new { batchRequests = Enumerable.Range(0, 26).Select(_ => new { method = "GET", url = "v66.0/limits" }) });

        Assert.Equal(200, status);
        Assert.True(body.GetProperty("hasErrors").GetBoolean());
        Assert.Equal(24, body.GetProperty("results").EnumerateArray().Count(r => r.GetProperty("statusCode").GetInt32() == 200 && r.GetProperty("result").GetProperty("name").GetString() == "Lead"));
        Assert.Equal(400, refused);
    }

    [Fact]
    public async Task Query_too_long_for_the_request_line_fits_into_a_composite()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 3);
        var soql = "SELECT Id FROM Lead WHERE LastName IN (" + string.Join(',', Enumerable.Range(0, 2500).Select(i => $"'Name {i}'")) + ") OR Company != null";
        var url = "/services/data/v66.0/query?q=" + Uri.EscapeDataString(soql);

        using var direct = await org.Client.GetAsync(new Uri(url, UriKind.Relative), TestContext.Current.CancellationToken);
        var (status, body) = await org.SendAsync(HttpMethod.Post, "composite", new { compositeRequest = new[] { new { method = "GET", url, referenceId = "q" } } });

        Assert.Equal(414, (int)direct.StatusCode);
        Assert.Equal(200, status);
        Assert.Equal(3, body.GetProperty("compositeResponse")[0].GetProperty("body").GetProperty("totalSize").GetInt32());
    }

    [Fact]
    public async Task Graphs_succeed_or_fail_each_alone()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        var before = org.Simulator.CountRecords("Account");
        object Graph(string id, string? name) => new { graphId = id, compositeRequest = new object[] { new { method = "POST", url = "/services/data/v66.0/sobjects/Account", referenceId = "a", body = new { Name = name } }, new { method = "GET", url = "/services/data/v66.0/sobjects/Account/@{a.id}", referenceId = "b" } } };

        var (status, body) = await org.SendAsync(HttpMethod.Post, "composite/graph", new { graphs = new[] { Graph("good", "G"), Graph("bad", null) } });

        Assert.Equal(200, status);
        Assert.Equal([true, false], body.GetProperty("graphs").EnumerateArray().Select(g => g.GetProperty("isSuccessful").GetBoolean()));
        Assert.Equal("G", body.GetProperty("graphs")[0].GetProperty("graphResponse").GetProperty("compositeResponse")[1].GetProperty("body").GetProperty("Name").GetString());
        Assert.Equal(before + 1, org.Simulator.CountRecords("Account"));
    }

    [Theory]
    [InlineData("search?q=FIND+%7Bjuni%7D+IN+ALL+FIELDS+RETURNING+Account(Id,Name+WHERE+Name+LIKE+'%25Media%25'+LIMIT+5),Lead(Id)", 1)]
    [InlineData("search?q=FIND+%7Bper+media%7D+RETURNING+Account", 0)]
    [InlineData("parameterizedSearch?q=Juniper&sobject=Account&Account.fields=Id,Name", 1)]
    public async Task Search_finds_records_by_the_beginnings_of_words(string path, int expected)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        await org.SendAsync(HttpMethod.Delete, "composite/sobjects?ids=" + string.Join(',', (await org.RecordsAsync("SELECT Id FROM Account")).Select(r => r.GetProperty("Id").GetString())));
        await org.CreateAsync("Account", new { Name = "Juniper Media" });

        var body = await org.GetAsync(path);

        Assert.Equal(expected, body.GetProperty("searchRecords").GetArrayLength());
    }

    private static Dictionary<string, object?> Lead(object values)
    {
        var record = new Dictionary<string, object?> { ["attributes"] = new { type = "Lead" } };
        foreach (var property in values.GetType().GetProperties()) record[property.Name] = property.GetValue(values);
        return record;
    }
}
