using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Drivers.Salesforce.Simulator.Tests;

public sealed class BulkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Query_job_lives_through_its_states_and_pages_repeat_the_header()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 25);

        var (status, job) = await org.SendAsync(HttpMethod.Post, "jobs/query", new { operation = "query", query = "SELECT Id, Name, Owner.Name, CreatedDate, Lead_Score__c, IsConverted FROM Lead ORDER BY Id" });
        var path = $"jobs/query/{job.GetProperty("id").GetString()}";
        var (early, _) = await org.SendAsync(HttpMethod.Get, path + "/results");
        var states = new List<string?> { job.GetProperty("state").GetString() };
        while (states[^1] != "JobComplete") states.Add((await org.GetAsync(path)).GetProperty("state").GetString());
        var first = await TextAsync(org, path + "/results?maxRecords=10");
        var second = await TextAsync(org, $"{path}/results?maxRecords=10&locator={first.Locator}");
        var third = await TextAsync(org, $"{path}/results?maxRecords=10&locator={second.Locator}");
        var again = await TextAsync(org, $"{path}/results?maxRecords=10&locator={first.Locator}");
        var (version, _) = await org.SendAsync(HttpMethod.Get, "/services/data/v60.0/" + path + "/results");

        Assert.Equal((200, 400, 409), (status, early, version));
        Assert.Equal(["UploadComplete", "InProgress", "JobComplete"], states);
        Assert.StartsWith("750", job.GetProperty("id").GetString());
        Assert.Equal("66.0", job.GetProperty("apiVersion").GetRawText());
        Assert.Equal("MTA", first.Locator);
        Assert.Equal(("10", "10", "5"), (first.Count, second.Count, third.Count));
        Assert.Equal("null", third.Locator);
        Assert.Equal(second.Body, again.Body);
        Assert.All(new[] { first, second, third }, p => Assert.StartsWith("\"Id\",\"Name\",\"Owner.Name\",\"CreatedDate\",\"Lead_Score__c\",\"IsConverted\"\n", p.Body));
        Assert.Matches("\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.000Z\",\"(\\d+\\.\\d+)?\",\"false\"\n", first.Body);
    }

    [Fact]
    public async Task Result_pages_can_be_fetched_in_parallel()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 60);
        var (_, job) = await org.SendAsync(HttpMethod.Post, "jobs/query", new { operation = "query", query = "SELECT Id FROM Lead" });
        var path = $"jobs/query/{job.GetProperty("id").GetString()}";
        await CompleteAsync(org, path);

        var urls = new List<string>();
        string? next = $"{path}/resultPages?maxRecords=10";
        while (next is not null)
        {
            var pages = await org.GetAsync(next);
            urls.AddRange(pages.GetProperty("resultPages").EnumerateArray().Select(p => p.GetProperty("resultUrl").GetString()!));
            next = pages.GetProperty("nextRecordsUrl").GetString();
        }

        var bodies = await Task.WhenAll(urls.Select(u => TextAsync(org, u)));
        Assert.Equal(6, urls.Count);
        Assert.Equal(60, bodies.SelectMany(b => b.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)).Distinct().Count());
    }

    [Theory]
    [InlineData("SELECT COUNT(Id) FROM Lead")]
    [InlineData("SELECT Id FROM Lead OFFSET 5")]
    [InlineData("SELECT Id, (SELECT Id FROM Contacts) FROM Account")]
    [InlineData("SELECT TYPEOF What WHEN Account THEN Name END FROM Task")]
    [InlineData("SELECT Address FROM Lead")]
    [InlineData("SELECT FIELDS(ALL) FROM Lead LIMIT 10")]
    [InlineData("SELECT Nope FROM Lead")]
    public async Task Query_that_bulk_does_not_support_is_refused(string soql)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var (status, _) = await org.SendAsync(HttpMethod.Post, "jobs/query", new { operation = "query", query = soql });

        Assert.Equal(400, status);
    }

    [Fact]
    public async Task Aborted_job_ends_and_can_be_deleted()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        var (_, job) = await org.SendAsync(HttpMethod.Post, "jobs/query", new { operation = "query", query = "SELECT Id FROM Lead" });
        var path = $"jobs/query/{job.GetProperty("id").GetString()}";

        var (aborted, body) = await org.SendAsync(HttpMethod.Patch, path, new { state = "Aborted" });
        var (deleted, _) = await org.SendAsync(HttpMethod.Delete, path);
        var (gone, _) = await org.SendAsync(HttpMethod.Get, path);

        Assert.Equal((200, 204, 404), (aborted, deleted, gone));
        Assert.Equal("Aborted", body.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Ingest_gives_three_result_sets()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 3);
        var csv = "\uFEFFMarketing_Id__c,LastName,Company,Title,Account\n".Replace(",Account", "", StringComparison.Ordinal)
            + "MK-0000001,Changed,#N/A,\n" // a required field cleared
            + "MK-0000002,\"Quoted, \"\"name\"\"\",,#N/A\n" // empty is ignored, #N/A clears
            + "NEW-1,\"Two\nlines\",Co,T\n"
            + "NEW-2,,Co,T\n";

        var job = await IngestAsync(org, new { @object = "Lead", operation = "upsert", externalIdFieldName = "Marketing_Id__c", lineEnding = "LF" }, csv);
        var path = $"jobs/ingest/{job.GetProperty("id").GetString()}";
        var ok = await TextAsync(org, path + "/successfulResults");
        var failed = await TextAsync(org, path + "/failedResults");
        var unprocessed = await TextAsync(org, path + "/unprocessedrecords");
        var second = (await org.RecordsAsync("SELECT LastName, Company, Title FROM Lead WHERE Marketing_Id__c = 'MK-0000002'"))[0];

        Assert.Equal(("JobComplete", 4, 2), (job.GetProperty("state").GetString(), job.GetProperty("numberRecordsProcessed").GetInt32(), job.GetProperty("numberRecordsFailed").GetInt32()));
        Assert.StartsWith("\"sf__Id\",\"sf__Created\",Marketing_Id__c,LastName,Company,Title\n\"00Q", ok.Body);
        Assert.Contains("\",\"false\",\"MK-0000002\",\"Quoted, \"\"name\"\"\",\"\",\"#N/A\"\n", ok.Body);
        Assert.Contains("\",\"true\",\"NEW-1\",\"Two\nlines\",\"Co\",\"T\"\n", ok.Body);
        Assert.Contains("\"\",\"REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --\",\"NEW-2\"", failed.Body);
        Assert.Equal("Marketing_Id__c,LastName,Company,Title\n", unprocessed.Body);
        Assert.Equal("Quoted, \"name\"", second.GetProperty("LastName").GetString());
        Assert.NotEqual(JsonValueKind.Null, second.GetProperty("Company").ValueKind);
        Assert.Equal(JsonValueKind.Null, second.GetProperty("Title").ValueKind);
    }

    [Fact]
    public async Task Ingest_links_a_parent_by_its_external_id()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        await IngestAsync(org, new { @object = "Contact", operation = "insert", lineEnding = "CRLF", columnDelimiter = "SEMICOLON" }, "LastName;Account.Customer_Number__c\r\nKid;C-000002\r\n");

        Assert.Equal("C-000002", (await org.RecordsAsync("SELECT Account.Customer_Number__c FROM Contact WHERE LastName = 'Kid'"))[0].GetProperty("Account").GetProperty("Customer_Number__c").GetString());
    }

    [Theory]
    [InlineData("LastName,Nope\nA,B\n", "InvalidBatch : Field name not found : Nope")]
    [InlineData("LastName,Company\r\nA,B\r\n", "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF")]
    public async Task Ingest_of_a_wrong_file_fails_as_a_whole(string csv, string message)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);

        var job = await IngestAsync(org, new { @object = "Lead", operation = "insert", lineEnding = "LF" }, csv);
        var unprocessed = await TextAsync(org, $"jobs/ingest/{job.GetProperty("id").GetString()}/unprocessedRecords");

        Assert.Equal(("Failed", message), (job.GetProperty("state").GetString(), job.GetProperty("errorMessage").GetString()));
        Assert.EndsWith("\"A\",\"B\"\n", unprocessed.Body);
        Assert.Equal(0, org.Simulator.CountRecords("Lead"));
    }

    [Fact]
    public async Task Second_upload_to_a_job_is_refused()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        var (_, job) = await org.SendAsync(HttpMethod.Post, "jobs/ingest", new { @object = "Lead", operation = "insert" });
        var url = "/" + job.GetProperty("contentUrl").GetString();

        var (first, _) = await PutAsync(org, url, "LastName,Company\nA,B\n");
        var (second, text) = await PutAsync(org, url, "LastName,Company\nA,B\n");

        Assert.Equal((201, 400), (first, second));
        Assert.Contains("Found multiple contents for job", text);
    }

    [Fact]
    public async Task Tree_inserts_parents_with_children_or_nothing()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        var before = org.Simulator.CountRecords("Account");
        object Tree(object contact) => new { records = new object[] { new { attributes = new { type = "Account", referenceId = "a1" }, Name = "Tree", Contacts = new { records = new[] { contact } } } } };

        var (ok, inserted) = await org.SendAsync(HttpMethod.Post, "composite/tree/Account", Tree(new { attributes = new { type = "Contact", referenceId = "c1" }, LastName = "Leaf" }));
        var (bad, refused) = await org.SendAsync(HttpMethod.Post, "composite/tree/Account", Tree(new { attributes = new { type = "Contact", referenceId = "c1" }, FirstName = "none" }));
        var leaf = (await org.RecordsAsync("SELECT Account.Name FROM Contact WHERE LastName = 'Leaf'"))[0];

        Assert.Equal((201, 400), (ok, bad));
        Assert.Equal(["a1", "c1"], inserted.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("referenceId").GetString()));
        Assert.Equal("Tree", leaf.GetProperty("Account").GetProperty("Name").GetString());
        Assert.True(refused.GetProperty("hasErrors").GetBoolean());
        Assert.Equal("REQUIRED_FIELD_MISSING", refused.GetProperty("results")[0].GetProperty("errors")[0].GetProperty("statusCode").GetString());
        Assert.Equal(before + 1, org.Simulator.CountRecords("Account"));
    }

    [Fact]
    public async Task Https_serves_with_its_own_certificate()
    {
        await using var org = await SimulatorFixture.StartAsync(o => o.Https = true, leads: 1);
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate?.Thumbprint == org.Simulator.Certificate?.Thumbprint };
        using var client = new HttpClient(handler) { BaseAddress = org.Simulator.Address };

        var text = await client.GetStringAsync(new Uri("/services/data", UriKind.Relative), Token);

        Assert.Equal("https", org.Simulator.Address.Scheme);
        Assert.StartsWith("[{\"label\"", text);
    }

    private static async Task<JsonElement> IngestAsync(SimulatorFixture org, object create, string csv)
    {
        var (status, job) = await org.SendAsync(HttpMethod.Post, "jobs/ingest", create);
        Assert.True(status == 200, job.ToString());
        var (uploaded, _) = await PutAsync(org, "/" + job.GetProperty("contentUrl").GetString(), csv);
        Assert.Equal(201, uploaded);
        var path = $"jobs/ingest/{job.GetProperty("id").GetString()}";
        var (closed, _) = await org.SendAsync(HttpMethod.Patch, path, new { state = "UploadComplete" });
        Assert.Equal(200, closed);
        return await CompleteAsync(org, path);
    }

    private static async Task<JsonElement> CompleteAsync(SimulatorFixture org, string path)
    {
        while (true)
        {
            var job = await org.GetAsync(path);
            if (job.GetProperty("state").GetString() is "JobComplete" or "Failed") return job;
        }
    }

    private static async Task<(int Status, string Text)> PutAsync(SimulatorFixture org, string url, string csv)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(csv));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("text/csv; charset=UTF-8");
        using var response = await org.Client.PutAsync(new Uri(url, UriKind.Relative), content, Token);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    private static async Task<(string Body, string? Locator, string? Count)> TextAsync(SimulatorFixture org, string path)
    {
        using var response = await org.Client.GetAsync(new Uri(path.StartsWith('/') ? path : $"{SimulatorFixture.Version}/{path}", UriKind.Relative), Token);
        var body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, body);
        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
        return (body, Header("Sforce-Locator"), Header("Sforce-NumberOfRecords"));
    }
}
