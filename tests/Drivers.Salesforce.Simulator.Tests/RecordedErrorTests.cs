using System.Globalization;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Simulator.Tests;

/// <summary>Every error whose status, shape and text are known: one row each, keys in their order.</summary>
public sealed class RecordedErrorTests
{
    private const string Org = """
        {"objects":[
          {"name":"Lead","duplicateRules":[{"name":"Same email","matchFields":["Email"]}],"validationRules":[{"name":"No fax","errorWhen":"Fax = 'none'","message":"Fax must be a number.","field":"Fax"}],
           "fields":[{"name":"Size__c","label":"Size","type":"picklist","restricted":true,"values":["Small","Large"]}]}]}
        """;

    private const string SelectHint = " If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.";
    private const string ColumnHint = " If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Method, path, body, status, code, the end of the message, keys of the error object.</summary>
    public static TheoryData<string, string, string?, int, string, string, string> Errors => new()
    {
        { "GET", "sobjects/Nope", null, 404, "NOT_FOUND", "The requested resource does not exist", "errorCode message" },
        { "GET", "nothing/here", null, 404, "NOT_FOUND", "The requested resource does not exist", "errorCode message" },
        { "PATCH", "sobjects/Lead/23foo/x", "{}", 404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: 23foo", "errorCode message" },
        { "GET", "query?q=select+count()+from+XYZZY", null, 400, "INVALID_TYPE", "\nselect count() from XYZZY\n                    ^\nERROR at Row:1:Column:21\nsObject type 'XYZZY' is not supported." + SelectHint, "message errorCode" },
        { "GET", "query?q=SELECT+Nope+FROM+Lead", null, 400, "INVALID_FIELD", "\nSELECT Nope FROM Lead\n       ^\nERROR at Row:1:Column:8\nNo such column 'Nope' on entity 'Lead'." + ColumnHint, "message errorCode" },
        { "GET", "query?q=SELECT+Id+n+FROM+Lead", null, 400, "MALFORMED_QUERY", "only aggregate expressions use field aliasing", "message errorCode" },
        { "GET", "query/0r8000000000001AAA-2000", null, 400, "INVALID_QUERY_LOCATOR", "invalid query locator", "message errorCode" },
        { "POST", "sobjects/Lead", """{"foo":"x"}""", 400, "INVALID_FIELD", "No such column 'foo' on sobject of type Lead", "message errorCode" },
        { "POST", "sobjects/Contact", """{"LastName":"A","Account":{"Customer_Number__c":"0116"}}""", 400, "INVALID_FIELD", "Foreign key external ID: 0116 not found for field Customer_Number__c in entity Account", "message errorCode" },
        { "POST", "sobjects/Account", "{}", 400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [Name]", "message errorCode fields" },
        { "POST", "sobjects/Contact", """{"LastName":"A","Name":"B"}""", 400, "INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields: Name. Please check the security settings of this field and verify that it is read/write for your profile or permission set.", "message errorCode fields" },
        { "POST", "sobjects/Lead", """{"LastName":"A","Company":"B","Size__c":"Huge"}""", 400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "Size: bad value for restricted picklist field: Huge", "message errorCode fields" },
        { "POST", "sobjects/Lead", """{"LastName":"A","Company":"B","FirstName":"12345678901234567890123456789012345678901"}""", 400, "STRING_TOO_LONG", "First Name: data value too large: 12345678901234567890123456789012345678901 (max length=40)", "message errorCode fields" },
        { "PATCH", "sobjects/Account/001900K0001pPuOAAU", "{}", 404, "NOT_FOUND", "The requested resource does not exist", "errorCode message" },
        { "POST", "sobjects/Lead", """{"LastName":"A","Company":"B","Fax":"none"}""", 400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "Fax must be a number.", "message errorCode fields" },
        { "POST", "sobjects/CampaignMember", """{"CampaignId":"{Campaign}"}""", 400, "FIELD_INTEGRITY_EXCEPTION", "Either Lead ID or Contact ID is required.", "message errorCode fields" },
        { "POST", "sobjects/Contact", """{"LastName":"A","AccountId":"0015e000zzzzzzz"}""", 400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", "message errorCode fields" },
        { "POST", "sobjects/Organization", """{"Name":"x"}""", 400, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "entity type cannot be inserted: Organization", "message errorCode fields" },
        { "DELETE", "sobjects/User/{User}", null, 403, "INSUFFICIENT_ACCESS_OR_READONLY", "entity type cannot be deleted: User", "message errorCode fields" },
        { "POST", "sobjects/Lead", "junk", 400, "JSON_PARSER_ERROR", "Unexpected character ('j' (code 106)): expected a valid value at [line:1, column:1]", "message errorCode" },
        { "POST", "sobjects/Lead", """{"LastName":"A","Company":"B","NumberOfEmployees":"many"}""", 400, "JSON_PARSER_ERROR", "Cannot deserialize instance of int from VALUE_STRING value many or request may be missing a required field at [line:1, column:51]", "message errorCode" },
        { "POST", "sobjects/Opportunity", """{"Name":"A","StageName":"B","CloseDate":"soon"}""", 400, "JSON_PARSER_ERROR", "Cannot deserialize instance of date from VALUE_STRING value soon or request may be missing a required field at [line:1, column:41]", "message errorCode" },
        { "PATCH", "sobjects/Account/Id/x", "{}", 405, "METHOD_NOT_ALLOWED", "HTTP Method 'PATCH' not allowed. Allowed are GET,HEAD,POST", "errorCode message" },
        { "GET", "/services/data/v29.0/sobjects", null, 410, "UNSUPPORTED_API_VERSION", "The requested API version, v29.0, is retired", "errorCode message" },
        { "GET", "sobjects/Lead/deleted?start=2001-01-01T00:00:00Z&end=2001-01-02T00:00:00Z", null, 400, "INVALID_REPLICATION_DATE", "startDate before org replication enabled date", "message errorCode" },
        { "POST", "jobs/query", """{"operation":"query","query":"SELECT BillingAddress FROM Account"}""", 400, "API_ERROR", "Selecting compound data not supported in Bulk Query", "message errorCode" },
        { "POST", "jobs/ingest", """{"object":"Nope","operation":"insert"}""", 400, "INVALIDENTITY", "Entity 'Nope' is not supported by the Bulk API.", "message errorCode" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Error_has_its_status_its_text_and_its_keys(string method, string path, string? body, int status, string code, string message, string keys)
    {
        await using var org = await SimulatorFixture.StartAsync(o => o.Org = OrgDefinition.Parse(Org), leads: 20);
        foreach (var name in new[] { "Campaign", "User" })
        {
            var id = (await org.RecordsAsync($"SELECT Id FROM {name} LIMIT 1"))[0].GetProperty("Id").GetString();
            path = path.Replace($"{{{name}}}", id, StringComparison.Ordinal);
            body = body?.Replace($"{{{name}}}", id, StringComparison.Ordinal);
        }

        var (actual, answer) = await org.SendAsync(new HttpMethod(method), path, body);

        Assert.Equal(JsonValueKind.Array, answer.ValueKind);
        Assert.Equal((status, code), (actual, answer[0].GetProperty("errorCode").GetString()));
        Assert.EndsWith(message, answer[0].GetProperty("message").GetString());
        Assert.Equal(keys, string.Join(' ', answer[0].EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public async Task Duplicates_carry_the_rule_and_the_matches()
    {
        await using var org = await SimulatorFixture.StartAsync(o => o.Org = OrgDefinition.Parse(Org), leads: 0);
        await org.CreateAsync("Lead", new { LastName = "A", Company = "B", Email = "a@example.com" });

        var (status, answer) = await org.SendAsync(HttpMethod.Post, "sobjects/Lead", new { LastName = "A", Company = "B", Email = "a@example.com" });

        Assert.Equal(400, status);
        Assert.Equal("message errorCode fields duplicateResut", string.Join(' ', answer[0].EnumerateObject().Select(p => p.Name)));
        var match = answer[0].GetProperty("duplicateResut").GetProperty("matchResults")[0];
        Assert.Equal("entityType errors matchEngine matchRecords rule size success", string.Join(' ', match.EnumerateObject().Select(p => p.Name)));
    }

    [Theory]
    [InlineData("grant_type=client_credentials&client_id=x&client_secret=y", "invalid_client_id")]
    [InlineData("grant_type=refresh_token&refresh_token=x&client_id={id}", "invalid_grant")]
    [InlineData("grant_type=what", "unsupported_grant_type")]
    [InlineData("grant_type=password&username=x&password=y&client_id={id}&client_secret={secret}", "invalid_grant")]
    public async Task OAuth_error_is_an_object_of_two_texts(string form, string code)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        using var content = new StringContent(form.Replace("{id}", org.Simulator.ClientId, StringComparison.Ordinal).Replace("{secret}", org.Simulator.ClientSecret, StringComparison.Ordinal), Encoding.UTF8, "application/x-www-form-urlencoded");

        using var response = await org.Client.PostAsync(new Uri("/services/oauth2/token", UriKind.Relative), content, Token);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Token));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("error error_description", string.Join(' ', answer.RootElement.EnumerateObject().Select(p => p.Name)));
        Assert.Equal(code, answer.RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Expired_session_is_an_array_with_a_message_first()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        org.Simulator.ExpireTokens();

        var (status, answer) = await org.SendAsync(HttpMethod.Get, "limits");

        Assert.Equal(401, status);
        Assert.Equal("""[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]""", answer.GetRawText());
    }

    [Fact]
    public async Task Failed_items_of_collections_trees_and_composites_have_their_own_shapes()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        const string Url = "/services/data/v66.0/sobjects/Account";

        var (_, collection) = await org.SendAsync(HttpMethod.Post, "composite/sobjects", """{"allOrNone":true,"records":[{"attributes":{"type":"Account"},"Name":"A"},{"attributes":{"type":"Account"}}]}""");
        var (treeStatus, tree) = await org.SendAsync(HttpMethod.Post, "composite/tree/Account", """{"records":[{"attributes":{"type":"Account","referenceId":"r1"}}]}""");
        var (_, composite) = await org.SendAsync(HttpMethod.Post, "composite", new { allOrNone = true, compositeRequest = new object[] { new { method = "POST", url = Url, referenceId = "a", body = new { Name = "A" } }, new { method = "POST", url = Url, referenceId = "b", body = new { } } } });

        Assert.Equal(
            """{"success":false,"errors":[{"statusCode":"ALL_OR_NONE_OPERATION_ROLLED_BACK","message":"Record rolled back because not all records were valid and the request was using AllOrNone header","fields":[]}]}""",
            collection[0].GetRawText());
        Assert.Equal(400, treeStatus);
        Assert.Equal("""{"hasErrors":true,"results":[{"referenceId":"r1","errors":[{"statusCode":"REQUIRED_FIELD_MISSING","message":"Required fields are missing: [Name]","fields":["Name"]}]}]}""", tree.GetRawText());
        Assert.Equal(
            """[{"errorCode":"PROCESSING_HALTED","message":"The transaction was rolled back since another operation in the same transaction failed."}]""",
            composite.GetProperty("compositeResponse")[0].GetProperty("body").GetRawText());
        Assert.Equal("body httpHeaders httpStatusCode referenceId", string.Join(' ', composite.GetProperty("compositeResponse")[0].EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public async Task Job_of_a_query_has_the_documented_keys_in_their_order()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var (_, job) = await org.SendAsync(HttpMethod.Post, "/services/data/v58.0/jobs/query", """{"operation":"query","query":"SELECT Id FROM Lead"}""");

        Assert.Equal(
            "id operation object createdById createdDate systemModstamp state concurrencyMode contentType apiVersion lineEnding columnDelimiter",
            string.Join(' ', job.EnumerateObject().Select(p => p.Name)));
        Assert.Equal("58.0", job.GetProperty("apiVersion").GetRawText());
        Assert.Equal("UploadComplete", job.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Row_with_an_unknown_parent_is_written_as_bulk_writes_it()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        var (_, job) = await org.SendAsync(HttpMethod.Post, "jobs/ingest", new { @object = "Contact", operation = "insert", lineEnding = "LF" });
        var path = string.Create(CultureInfo.InvariantCulture, $"{SimulatorFixture.Version}/jobs/ingest/{job.GetProperty("id").GetString()}");
        using var csv = new StringContent("LastName,AccountId\nA,0015e000zzzzzzz\n", Encoding.UTF8, "text/csv");
        using var put = await org.Client.PutAsync(new Uri(path + "/batches", UriKind.Relative), csv, Token);
        await org.SendAsync(HttpMethod.Patch, path, """{"state":"UploadComplete"}""");
        while ((await org.GetAsync(path)).GetProperty("state").GetString() != "JobComplete")
        {
        }

        var failed = await org.Client.GetStringAsync(new Uri(path + "/failedResults", UriKind.Relative), Token);

        Assert.Equal("\"sf__Id\",\"sf__Error\",LastName,AccountId\n\"\",\"INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--\",\"A\",\"0015e000zzzzzzz\"\n", failed);
    }
}
