using System.Text.Json;

namespace Drivers.Salesforce.Simulator.Tests;

public sealed class WriteTests
{
    [Fact]
    public async Task Created_record_is_read_back_with_its_defaults()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 5);

        var (status, created) = await org.SendAsync(HttpMethod.Post, "sobjects/lead/", new { lastname = "Åström", COMPANY = "Ahlsell", Email = "a@example.com", Lead_Score__c = 3 });
        var id = created.GetProperty("id").GetString()!;
        var lead = await org.GetAsync($"sobjects/Lead/{id}");

        Assert.Equal(201, status);
        Assert.Equal(["id", "success", "errors"], created.EnumerateObject().Select(p => p.Name));
        Assert.Equal("Åström", lead.GetProperty("Name").GetString());
        Assert.Equal("Open - Not Contacted", lead.GetProperty("Status").GetString());
        Assert.Equal("3.0", lead.GetProperty("Lead_Score__c").GetRawText());
        Assert.Equal(JsonValueKind.Null, lead.GetProperty("Address").ValueKind);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$", lead.GetProperty("CreatedDate").GetString());
        Assert.Equal(lead.GetProperty("Id").GetString(), (await org.GetAsync($"sobjects/Lead/{id[..15]}?fields=name")).GetProperty("Id").GetString());
    }

    [Fact]
    public async Task Null_clears_and_absence_keeps()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 5);
        var id = await org.CreateAsync("Lead", new { LastName = "A", Company = "B", Phone = "1", Title = "T" });

        var (status, _) = await org.SendAsync(HttpMethod.Patch, $"sobjects/Lead/{id}", """{"Phone":null}""");
        var lead = await org.GetAsync($"sobjects/Lead/{id}");

        Assert.Equal(204, status);
        Assert.Equal(JsonValueKind.Null, lead.GetProperty("Phone").ValueKind);
        Assert.Equal("T", lead.GetProperty("Title").GetString());
    }

    [Theory]
    [InlineData("""{"Company":"B"}""", "REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName]", "LastName")]
    [InlineData("""{"LastName":"A","Company":"B","Foo":1}""", "INVALID_FIELD", "No such column 'Foo' on sobject of type Lead", null)]
    [InlineData("""{"LastName":"A","Company":"B","Name":"x"}""", "INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields: Name. Please check the security settings of this field and verify that it is read/write for your profile or permission set.", "Name")]
    [InlineData("""{"LastName":"A","Company":"B","Acquisition_Channel__c":"Smoke signal"}""", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "How did you hear about us?: bad value for restricted picklist field: Smoke signal", "Acquisition_Channel__c")]
    [InlineData("""{"LastName":"A","Company":"B","FirstName":"12345678901234567890123456789012345678901"}""", "STRING_TOO_LONG", "First Name: data value too large: 12345678901234567890123456789012345678901 (max length=40)", "FirstName")]
    [InlineData("""{"LastName":"A","Company":"B","OwnerId":"0015e000000000000A"}""", "MALFORMED_ID", "Owner ID: id value of incorrect type: 0015e000000000000A", "OwnerId")]
    [InlineData("""{"LastName":"A","Company":"B","Email":"nobody"}""", "INVALID_EMAIL_ADDRESS", "Email: invalid email address: nobody", "Email")]
    [InlineData("""{"LastName":"A","Company":"B","Consent_Date__c":"soon"}""", "JSON_PARSER_ERROR", "Cannot deserialize instance of date from VALUE_STRING value soon or request may be missing a required field at [line:1, column:49]", null)]
    [InlineData("""{"LastName":"A","Company":"B","Marketing_Id__c":"MK-0000001"}""", "DUPLICATE_VALUE", null, null)]
    [InlineData("{\"LastName\":", "JSON_PARSER_ERROR", null, null)]
    [InlineData("[1]", "JSON_PARSER_ERROR", null, null)]
    public async Task Refused_insert_says_why_and_leaves_nothing(string body, string code, string? message, string? field)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 5);

        var (status, answer) = await org.SendAsync(HttpMethod.Post, "sobjects/Lead", body);

        Assert.Equal(400, status);
        Assert.Equal(code, answer[0].GetProperty("errorCode").GetString());
        if (message is not null) Assert.Equal(message, answer[0].GetProperty("message").GetString());
        if (field is not null) Assert.Equal(field, answer[0].GetProperty("fields")[0].GetString());
        Assert.Equal(5, org.Simulator.CountRecords("Lead"));
    }

    [Fact]
    public async Task Unrestricted_picklist_takes_any_value()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var id = await org.CreateAsync("Lead", new { LastName = "A", Company = "B", LeadSource = "Smoke signal" });

        Assert.Equal("Smoke signal", (await org.GetAsync($"sobjects/Lead/{id}")).GetProperty("LeadSource").GetString());
    }

    [Fact]
    public async Task Upsert_by_external_id_creates_then_updates()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        const string Path = "sobjects/Lead/Marketing_Id__c/a%2Fb%20%25%20%C3%A9";

        var (first, created) = await org.SendAsync(HttpMethod.Patch, Path, new { LastName = "A", Company = "B" });
        var (second, updated) = await org.SendAsync(HttpMethod.Patch, Path, new { LastName = "C" });
        var (old, empty) = await org.SendAsync(HttpMethod.Patch, "/services/data/v40.0/" + Path, new { LastName = "D" });
        var lead = await org.GetAsync(Path);

        Assert.Equal((201, true), (first, created.GetProperty("created").GetBoolean()));
        Assert.Equal((200, false), (second, updated.GetProperty("created").GetBoolean()));
        Assert.Equal((204, JsonValueKind.Undefined), (old, empty.ValueKind));
        Assert.Equal("a/b % é", lead.GetProperty("Marketing_Id__c").GetString());
        Assert.Equal("D", lead.GetProperty("LastName").GetString());
    }

    [Fact]
    public async Task Upsert_by_an_ambiguous_id_lists_the_records()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        var a = await org.CreateAsync("Contact", new { LastName = "A", Email = "same@example.com" });
        var b = await org.CreateAsync("Contact", new { LastName = "B", Email = "SAME@example.com" });

        var (status, body) = await org.SendAsync(HttpMethod.Patch, "sobjects/Contact/Email/same@example.com", new { LastName = "C" });

        Assert.Equal(300, status);
        Assert.Equal([$"/services/data/v66.0/sobjects/Contact/{a}", $"/services/data/v66.0/sobjects/Contact/{b}"], body.EnumerateArray().Select(e => e.GetString()));
    }

    [Fact]
    public async Task Upsert_by_id_is_not_allowed_by_patch()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var (status, body) = await org.SendAsync(HttpMethod.Patch, "sobjects/Lead/Id/00Q000000000000", new { LastName = "C" });

        Assert.Equal(405, status);
        Assert.Equal("""[{"errorCode":"METHOD_NOT_ALLOWED","message":"HTTP Method 'PATCH' not allowed. Allowed are GET,HEAD,POST"}]""", body.GetRawText());
    }

    [Fact]
    public async Task Upsert_by_a_field_that_is_no_external_id_is_not_found()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var (status, body) = await org.SendAsync(HttpMethod.Patch, "sobjects/Lead/23foo/1", new { LastName = "C" });

        Assert.Equal(404, status);
        Assert.Equal("""[{"errorCode":"NOT_FOUND","message":"Provided external ID field does not exist or is not accessible: 23foo"}]""", body.GetRawText());
    }

    [Fact]
    public async Task Parent_may_be_named_by_its_external_id()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var id = await org.CreateAsync("Contact", new { LastName = "A", Account = new { Customer_Number__c = "C-000001" } });
        var (status, missing) = await org.SendAsync(HttpMethod.Post, "sobjects/Contact", new { LastName = "A", Account = new { Customer_Number__c = "0116" } });
        var records = await org.RecordsAsync($"SELECT Account.Customer_Number__c FROM Contact WHERE Id = '{id}'");

        Assert.Equal("C-000001", records[0].GetProperty("Account").GetProperty("Customer_Number__c").GetString());
        Assert.Equal(400, status);
        Assert.StartsWith("Foreign key external ID: 0116 not found for field", missing[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Deleted_record_is_gone_but_queryAll_sees_it_and_its_dependents()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        var account = await org.CreateAsync("Account", new { Name = "A" });
        var contact = await org.CreateAsync("Contact", new { LastName = "B", AccountId = account });

        var (deleted, _) = await org.SendAsync(HttpMethod.Delete, $"sobjects/Account/{account}");
        var (again, body) = await org.SendAsync(HttpMethod.Get, $"sobjects/Account/{account}");
        var live = await org.QueryAsync($"SELECT Id FROM Contact WHERE Id = '{contact}'");
        var all = await org.RecordsAsync($"SELECT Id, IsDeleted FROM Contact WHERE Id = '{contact}'", "queryAll");

        Assert.Equal(204, deleted);
        Assert.Equal((404, "ENTITY_IS_DELETED"), (again, body[0].GetProperty("errorCode").GetString()));
        Assert.Equal(0, live.GetProperty("totalSize").GetInt32());
        Assert.True(all[0].GetProperty("IsDeleted").GetBoolean());
    }

    [Fact]
    public async Task Children_follow_their_parents_through_moves_and_rollbacks()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        var a = await org.CreateAsync("Account", new { Name = "A" });
        var b = await org.CreateAsync("Account", new { Name = "B" });
        async Task<int[]> Counts() => [.. (await org.RecordsAsync($"SELECT (SELECT Id FROM Contacts) FROM Account WHERE Id IN ('{a}', '{b}') ORDER BY Name"))
            .Select(r => r.GetProperty("Contacts") is { ValueKind: System.Text.Json.JsonValueKind.Object } c ? c.GetProperty("totalSize").GetInt32() : 0)];

        var first = await org.CreateAsync("Contact", new { LastName = "1", AccountId = a });
        var inserted = await Counts();
        await org.SendAsync(HttpMethod.Patch, $"sobjects/Contact/{first}", new { AccountId = b });
        await org.CreateAsync("Contact", new { LastName = "2", AccountId = a });
        var moved = await Counts();
        await org.SendAsync(HttpMethod.Patch, $"sobjects/Contact/{first}", new { AccountId = a });
        await org.SendAsync(HttpMethod.Patch, $"sobjects/Contact/{first}", new { AccountId = b });
        await org.SendAsync(HttpMethod.Patch, $"sobjects/Contact/{first}", new { AccountId = a });
        await org.SendAsync(HttpMethod.Post, "composite/sobjects", $$$"""{"allOrNone":true,"records":[{"attributes":{"type":"Contact"},"LastName":"3","AccountId":"{{{b}}}"},{"attributes":{"type":"Contact"}}]}""");
        var back = await Counts();
        await org.SendAsync(HttpMethod.Delete, $"sobjects/Contact/{first}");
        var remaining = await Counts();

        Assert.Equal([1, 0], inserted);
        Assert.Equal([1, 1], moved);
        Assert.Equal([2, 0], back);
        Assert.Equal([1, 0], remaining);
    }

    [Theory]
    [InlineData("sobjects/Lead/nope", 404, "NOT_FOUND")]
    [InlineData("sobjects/Lead/00Q5e00000ZZZZZ", 404, "NOT_FOUND")]
    [InlineData("sobjects/Nope", 404, "NOT_FOUND")]
    [InlineData("nope", 404, "NOT_FOUND")]
    [InlineData("/services/data/v25.0/limits", 410, "UNSUPPORTED_API_VERSION")]
    [InlineData("/services/data/v99.0/limits", 404, "NOT_FOUND")]
    [InlineData("query/0r8000000000000AAA-200", 400, "INVALID_QUERY_LOCATOR")]
    public async Task Unknown_resource_gets_its_error(string path, int expected, string code)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var (status, body) = await org.SendAsync(HttpMethod.Get, path);

        Assert.Equal((expected, code), (status, body[0].GetProperty("errorCode").GetString()));
    }

    [Fact]
    public async Task Ids_carry_valid_checksums_and_other_objects_ids_are_malformed()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 50);
        var account = (await org.RecordsAsync("SELECT Id FROM Account LIMIT 1"))[0].GetProperty("Id").GetString()!;

        var (status, body) = await org.SendAsync(HttpMethod.Get, $"sobjects/Lead/{account}");
        var leads = await org.RecordsAsync("SELECT Id, OwnerId FROM Lead");

        Assert.Equal((400, "MALFORMED_ID"), (status, body[0].GetProperty("errorCode").GetString()));
        Assert.All(leads, l => Assert.Equal(Checksum(l.GetProperty("Id").GetString()!), l.GetProperty("Id").GetString()![15..]));
        Assert.All(leads, l => Assert.Equal(Checksum(l.GetProperty("OwnerId").GetString()!), l.GetProperty("OwnerId").GetString()![15..]));
    }

    private static string Checksum(string id) => string.Concat(Enumerable.Range(0, 3).Select(block =>
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[Enumerable.Range(0, 5).Where(i => char.IsAsciiLetterUpper(id[(block * 5) + i])).Sum(i => 1 << i)]));
}
