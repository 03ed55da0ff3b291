using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Simulator.Tests;

/// <summary>The thirty cases that naive servers get wrong, by number; the driver's tests have the same numbers.</summary>
public sealed class HardCaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_hard_case_has_a_test()
    {
        var numbers = typeof(HardCaseTests).GetMethods().Where(m => m.Name.StartsWith("Hard_case_", StringComparison.Ordinal)).Select(m => int.Parse(m.Name.AsSpan(10, 2), System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(Enumerable.Range(1, 30), numbers.Distinct().Order());
    }

    [Fact]
    public async Task Hard_case_01_totalSize_is_the_whole_result_on_every_page()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 2500);

        var first = await org.QueryAsync("SELECT Id FROM Lead");
        var second = await org.GetAsync(first.GetProperty("nextRecordsUrl").GetString()!);

        Assert.Equal((2500, 2500), (first.GetProperty("totalSize").GetInt32(), second.GetProperty("totalSize").GetInt32()));
        Assert.Equal((2000, 500), (first.GetProperty("records").GetArrayLength(), second.GetProperty("records").GetArrayLength()));
    }

    [Fact]
    public async Task Hard_case_02_long_text_makes_pages_shorter_than_asked()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1200);

        var page = await org.QueryAsync("SELECT Id, Description FROM Lead");

        Assert.Equal(500, page.GetProperty("records").GetArrayLength());
        Assert.False(page.GetProperty("done").GetBoolean());
    }

    [Fact]
    public async Task Hard_case_03_subquery_without_children_is_null_and_not_empty()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        await org.CreateAsync("Account", new { Name = "Childless" });

        var record = (await org.RecordsAsync("SELECT (SELECT Id FROM Contacts) FROM Account WHERE Name = 'Childless'"))[0];

        Assert.Equal(JsonValueKind.Null, record.GetProperty("Contacts").ValueKind);
    }

    [Fact]
    public async Task Hard_case_04_nested_result_has_its_own_next_page()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        var account = await org.CreateAsync("Account", new { Name = "Parent" });
        for (var batch = 0; batch < 2; batch++)
        {
            await org.SendAsync(HttpMethod.Post, "composite/sobjects", new { records = Enumerable.Range(0, 150).Select(i => new { attributes = new { type = "Contact" }, LastName = $"C{i}", AccountId = account }) });
        }

        var (_, page) = await org.SendAsync(HttpMethod.Get, "query?q=" + Uri.EscapeDataString("SELECT Id, (SELECT LastName FROM Contacts) FROM Account WHERE Name = 'Parent'"), null, ("Sforce-Query-Options", "batchSize=200"));
        var contacts = page.GetProperty("records")[0].GetProperty("Contacts");
        var rest = await org.GetAsync(contacts.GetProperty("nextRecordsUrl").GetString()!);

        Assert.Equal((300, false, 200), (contacts.GetProperty("totalSize").GetInt32(), contacts.GetProperty("done").GetBoolean(), contacts.GetProperty("records").GetArrayLength()));
        Assert.Equal((300, true, 100), (rest.GetProperty("totalSize").GetInt32(), rest.GetProperty("done").GetBoolean(), rest.GetProperty("records").GetArrayLength()));
    }

    [Theory]
    [InlineData("Name = 'a' AND Name = 'b' OR Name = 'c'", 400)]
    [InlineData("NOT Name = 'a' AND NOT Name = 'b'", 400)]
    [InlineData("(NOT Name = 'a') AND (NOT Name = 'b')", 200)]
    [InlineData("Name = 'a' AND (Name = 'b' OR Name = 'c')", 200)]
    public async Task Hard_case_05_mixed_logic_needs_parentheses(string filter, int expected)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var (status, _) = await org.TryQueryAsync("SELECT Id FROM Account WHERE " + filter);

        Assert.Equal(expected, status);
    }

    [Fact]
    public async Task Hard_case_06_count_has_no_records_and_aggregates_have_no_url()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 7);

        var count = await org.QueryAsync("SELECT COUNT() FROM Lead");
        var aggregate = (await org.RecordsAsync("SELECT COUNT(Id), MAX(LastName) FROM Lead"))[0];

        Assert.Equal((7, 0), (count.GetProperty("totalSize").GetInt32(), count.GetProperty("records").GetArrayLength()));
        Assert.Equal("""{"type":"AggregateResult"}""", aggregate.GetProperty("attributes").GetRawText());
        Assert.Equal(["attributes", "expr0", "expr1"], aggregate.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Hard_case_07_datetimes_end_in_0000_in_json_and_in_Z_in_bulk()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var json = (await org.RecordsAsync("SELECT CreatedDate FROM Lead"))[0].GetProperty("CreatedDate").GetString()!;
        var csv = await BulkAsync(org, "SELECT CreatedDate FROM Lead");

        Assert.EndsWith(".000+0000", json);
        Assert.Equal($"\"CreatedDate\"\n\"{json[..^5]}Z\"\n", csv);
    }

    [Fact]
    public async Task Hard_case_08_doubles_have_a_fraction_and_integers_have_none()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        var id = await org.CreateAsync("Account", new { Name = "N", AnnualRevenue = 950000000, NumberOfEmployees = 39000 });

        var record = await org.GetAsync($"sobjects/Account/{id}");

        Assert.Equal(("950000000.0", "39000"), (record.GetProperty("AnnualRevenue").GetRawText(), record.GetProperty("NumberOfEmployees").GetRawText()));
    }

    [Fact]
    public async Task Hard_case_09_compound_address_is_null_unless_a_part_is_set_and_cannot_be_written()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        await org.CreateAsync("Lead", new { LastName = "A", Company = "B" });
        await org.CreateAsync("Lead", new { LastName = "C", Company = "B", City = "Oslo" });

        var records = await org.RecordsAsync("SELECT Address FROM Lead ORDER BY LastName");
        var (status, _) = await org.SendAsync(HttpMethod.Post, "sobjects/Lead", """{"LastName":"A","Company":"B","Address":{"city":"Oslo"}}""");
        var (bulk, _) = await org.SendAsync(HttpMethod.Post, "jobs/query", new { operation = "query", query = "SELECT Address FROM Lead" });

        Assert.Equal(JsonValueKind.Null, records[0].GetProperty("Address").ValueKind);
        Assert.Equal(["city", "country", "geocodeAccuracy", "latitude", "longitude", "postalCode", "state", "street"], records[1].GetProperty("Address").EnumerateObject().Select(p => p.Name));
        Assert.Equal((400, 400), (status, bulk));
    }

    [Fact]
    public async Task Hard_case_10_name_is_writable_on_accounts_but_not_on_people()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var (account, _) = await org.SendAsync(HttpMethod.Post, "sobjects/Account", new { Name = "A" });
        var (contact, body) = await org.SendAsync(HttpMethod.Post, "sobjects/Contact", new { LastName = "A", Name = "A" });

        Assert.Equal((201, 400), (account, contact));
        Assert.Equal("INVALID_FIELD_FOR_INSERT_UPDATE", body[0].GetProperty("errorCode").GetString());
    }

    [Fact]
    public async Task Hard_case_11_polymorphic_owner_has_a_type_and_only_common_fields()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 200);

        var records = await org.RecordsAsync("SELECT Owner.Type, Owner.Name FROM Lead");
        var (status, body) = await org.TryQueryAsync("SELECT Owner.Department FROM Lead");

        Assert.Equal(["Group", "User"], records.Select(r => r.GetProperty("Owner").GetProperty("Type").GetString()!).Distinct().Order());
        Assert.Equal(400, status);
        Assert.Contains("No such column 'Department' on entity 'Name'", body[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Hard_case_12_child_relationship_without_a_name_cannot_be_queried()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var describe = await org.GetAsync("sobjects/Account/describe");
        var (status, body) = await org.TryQueryAsync("SELECT (SELECT Id FROM Leads) FROM Account");

        Assert.Contains(describe.GetProperty("childRelationships").EnumerateArray(), c => c.GetProperty("childSObject").GetString() == "Lead" && c.GetProperty("relationshipName").ValueKind == JsonValueKind.Null);
        Assert.Equal(400, status);
        Assert.Contains("Didn't understand relationship 'Leads' in FROM part of query call", body[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Hard_case_13_names_come_in_any_case_and_go_out_as_declared()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var record = (await org.RecordsAsync("select ID, lastNAME, owner.NAME from LEAD"))[0];

        Assert.Equal(["attributes", "Id", "LastName", "Owner"], record.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Hard_case_14_short_and_long_ids_are_equal_and_wrong_ones_are_malformed()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        var id = (await org.RecordsAsync("SELECT Id FROM Lead"))[0].GetProperty("Id").GetString()!;

        var found = await org.RecordsAsync($"SELECT Id FROM Lead WHERE Id = '{id[..15]}'");
        var (checksum, _) = await org.TryQueryAsync($"SELECT Id FROM Lead WHERE Id = '{id[..15]}555'");
        var (type, body) = await org.SendAsync(HttpMethod.Patch, $"sobjects/Account/{id}", new { Name = "x" });

        Assert.Equal(id, found.Single().GetProperty("Id").GetString());
        Assert.Equal((400, 400), (checksum, type));
        Assert.Equal($"Account ID: id value of incorrect type: {id}", body[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Hard_case_15_delete_cascades_and_undelete_brings_back()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        var account = await org.CreateAsync("Account", new { Name = "A" });
        var contact = await org.CreateAsync("Contact", new { LastName = "C", AccountId = account });

        await org.SendAsync(HttpMethod.Delete, $"sobjects/Account/{account}");
        var (gone, _) = await org.SendAsync(HttpMethod.Get, $"sobjects/Contact/{contact}");
        var inBin = await org.RecordsAsync($"SELECT IsDeleted FROM Contact WHERE Id = '{contact}'", "queryAll");
        org.Simulator.UndeleteRecord("Account", account);
        var (back, _) = await org.SendAsync(HttpMethod.Get, $"sobjects/Contact/{contact}");

        Assert.Equal((404, 200), (gone, back));
        Assert.True(inBin[0].GetProperty("IsDeleted").GetBoolean());
    }

    [Fact]
    public async Task Hard_case_16_collections_answer_200_with_statusCode_and_no_id()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);

        var (status, body) = await org.SendAsync(HttpMethod.Post, "composite/sobjects", """{"records":[{"attributes":{"type":"Lead"}},{"attributes":{"type":"Nope"}}]}""");

        Assert.Equal(200, status);
        Assert.All(body.EnumerateArray(), item => Assert.Equal(["success", "errors"], item.EnumerateObject().Select(p => p.Name)));
        Assert.Equal(["statusCode", "message", "fields"], body[0].GetProperty("errors")[0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Hard_case_17_rollback_is_named_differently_by_collections_and_composite()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        const string Url = "/services/data/v66.0/sobjects/Account";

        var (_, collection) = await org.SendAsync(HttpMethod.Post, "composite/sobjects", """{"allOrNone":true,"records":[{"attributes":{"type":"Account"},"Name":"A"},{"attributes":{"type":"Account"}}]}""");
        var (_, composite) = await org.SendAsync(HttpMethod.Post, "composite", new { allOrNone = true, compositeRequest = new object[] { new { method = "POST", url = Url, referenceId = "a", body = new { Name = "A" } }, new { method = "POST", url = Url, referenceId = "b", body = new { } } } });

        Assert.Equal("ALL_OR_NONE_OPERATION_ROLLED_BACK", collection[0].GetProperty("errors")[0].GetProperty("statusCode").GetString());
        Assert.Equal("PROCESSING_HALTED", composite.GetProperty("compositeResponse")[0].GetProperty("body")[0].GetProperty("errorCode").GetString());
    }

    [Fact]
    public async Task Hard_case_18_upsert_answers_201_200_204_300_and_post_creates_without_an_id()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        await org.CreateAsync("Contact", new { LastName = "A", Email = "two@example.com" });
        await org.CreateAsync("Contact", new { LastName = "B", Email = "two@example.com" });

        var (created, _) = await org.SendAsync(HttpMethod.Patch, "sobjects/Contact/Email/one@example.com", new { LastName = "A" });
        var (updated, _) = await org.SendAsync(HttpMethod.Patch, "sobjects/Contact/Email/one@example.com", new { LastName = "B" });
        var (older, _) = await org.SendAsync(HttpMethod.Patch, "/services/data/v45.0/sobjects/Contact/Email/one@example.com", new { LastName = "B" });
        var (ambiguous, _) = await org.SendAsync(HttpMethod.Patch, "sobjects/Contact/Email/two@example.com", new { LastName = "B" });
        var (posted, _) = await org.SendAsync(HttpMethod.Post, "sobjects/Contact/Id", new { LastName = "C" });
        var (updateOnly, _) = await org.SendAsync(HttpMethod.Patch, "sobjects/Contact/Email/three@example.com?updateOnly=true", new { LastName = "C" });

        Assert.Equal([201, 200, 204, 300, 201, 404], new[] { created, updated, older, ambiguous, posted, updateOnly });
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("ü€😀")]
    [InlineData("100%")]
    [InlineData("a'b\"c\\d")]
    [InlineData("?x=1&y#z")]
    [InlineData("a+b")]
    public async Task Hard_case_19_external_ids_of_odd_characters_survive(string key)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        var path = "sobjects/Lead/Marketing_Id__c/" + Uri.EscapeDataString(key);

        await org.SendAsync(HttpMethod.Patch, path, new { LastName = "A", Company = "B" });
        var record = await org.GetAsync(path);

        Assert.Equal(key, record.GetProperty("Marketing_Id__c").GetString());
    }

    [Fact]
    public async Task Hard_case_20_null_clears_in_json_while_bulk_ignores_empty_and_clears_by_marker()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        var id = await org.CreateAsync("Lead", new { LastName = "A", Company = "B", Title = "T", Phone = "1", Fax = "2" });

        await org.SendAsync(HttpMethod.Patch, $"sobjects/Lead/{id}", """{"Title":null}""");
        await IngestAsync(org, "update", $"Id,Phone,Fax\n{id},,#N/A\n");
        var lead = await org.GetAsync($"sobjects/Lead/{id}");

        Assert.Equal(JsonValueKind.Null, lead.GetProperty("Title").ValueKind);
        Assert.Equal("1", lead.GetProperty("Phone").GetString());
        Assert.Equal(JsonValueKind.Null, lead.GetProperty("Fax").ValueKind);
    }

    [Fact]
    public async Task Hard_case_21_csv_may_hold_newlines_quotes_and_a_byte_order_mark()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);

        await IngestAsync(org, "insert", "\uFEFFLastName,Company,Description\n\"Q \"\"x\"\", y\",C,\"line 1\nline 2\"\n");
        var lead = (await org.RecordsAsync("SELECT LastName, Description FROM Lead"))[0];

        Assert.Equal(("Q \"x\", y", "line 1\nline 2"), (lead.GetProperty("LastName").GetString(), lead.GetProperty("Description").GetString()));
    }

    [Fact]
    public async Task Hard_case_22_every_result_page_has_the_header_and_the_last_locator_is_the_word_null()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 3);
        var path = await StartQueryAsync(org, "SELECT Id FROM Lead");

        using var first = await org.Client.GetAsync(new Uri($"{path}/results?maxRecords=2", UriKind.Relative), Token);
        var locator = first.Headers.GetValues("Sforce-Locator").Single();
        using var last = await org.Client.GetAsync(new Uri($"{path}/results?maxRecords=2&locator={locator}", UriKind.Relative), Token);

        Assert.StartsWith("\"Id\"\n", await first.Content.ReadAsStringAsync(Token));
        Assert.StartsWith("\"Id\"\n", await last.Content.ReadAsStringAsync(Token));
        Assert.Equal("null", last.Headers.GetValues("Sforce-Locator").Single());
    }

    [Fact]
    public async Task Hard_case_23_failed_results_keep_the_original_columns()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);

        var failed = await IngestAsync(org, "insert", "Company,Title\nC,\"a,b\"\n");

        Assert.Equal("\"sf__Id\",\"sf__Error\",Company,Title\n\"\",\"REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --\",\"C\",\"a,b\"\n", failed);
    }

    [Fact]
    public async Task Hard_case_23_results_come_in_another_order_than_the_rows()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        var sent = Enumerable.Range(0, 450).Select(i => $"C{i}").ToArray();

        var failed = await IngestAsync(org, "insert", "Company\n" + string.Join('\n', sent) + "\n");
        var answered = failed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[^1].Trim('"')).ToArray();

        Assert.NotEqual(sent, answered);
        Assert.Equal(sent.Order(StringComparer.Ordinal), answered.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Hard_case_24_results_of_another_api_version_are_a_conflict()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        var path = await StartQueryAsync(org, "SELECT Id FROM Lead");

        var (status, _) = await org.SendAsync(HttpMethod.Get, path.Replace("v66.0", "v65.0", StringComparison.Ordinal) + "/results");

        Assert.Equal(409, status);
    }

    [Theory]
    [InlineData(FaultKind.QueryTimeout, 400, "QUERY_TIMEOUT")]
    [InlineData(FaultKind.ConcurrentLimit, 403, "REQUEST_LIMIT_EXCEEDED")]
    [InlineData(FaultKind.DailyLimit, 403, "REQUEST_LIMIT_EXCEEDED")]
    public async Task Hard_case_25_retryable_faults_have_their_odd_statuses_and_no_retry_after(FaultKind kind, int status, string code)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        org.Simulator.AddFault(new SimulatorFault { Kind = kind });

        using var response = await org.Client.GetAsync(new Uri(SimulatorFixture.Version + "/query?q=SELECT+Id+FROM+Lead", UriKind.Relative), Token);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Null(response.Headers.RetryAfter);
        Assert.Contains(code, await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Hard_case_25_row_lock_is_400()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 1);
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.RowLock });

        var (status, body) = await org.SendAsync(HttpMethod.Post, "sobjects/Account", new { Name = "A" });

        Assert.Equal((400, "UNABLE_TO_LOCK_ROW"), (status, body[0].GetProperty("errorCode").GetString()));
    }

    [Fact]
    public async Task Hard_case_26_duplicates_come_with_duplicateResut()
    {
        var definition = OrgDefinition.Parse("""{"objects":[{"name":"Lead","duplicateRules":[{"name":"Same email","matchFields":["Email"]}]}]}""");
        await using var org = await SimulatorFixture.StartAsync(o => o.Org = definition, leads: 0);
        await org.CreateAsync("Lead", new { LastName = "A", Company = "B", Email = "a@example.com" });

        var (_, body) = await org.SendAsync(HttpMethod.Post, "sobjects/Lead", new { LastName = "A", Company = "B", Email = "a@example.com" });

        Assert.Equal("Use one of these records?", body[0].GetProperty("message").GetString());
        Assert.Equal(["allowSave", "duplicateRule", "duplicateRuleEntityType", "errorMessage", "matchResults"], body[0].GetProperty("duplicateResut").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Hard_case_27_replication_ignores_seconds_and_refuses_an_empty_or_old_window()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        org.Simulator.FreezeTime();
        var id = await org.CreateAsync("Account", new { Name = "A" });
        var minute = new DateTimeOffset(org.Simulator.Now.UtcDateTime.AddTicks(-(org.Simulator.Now.Ticks % TimeSpan.TicksPerMinute)), TimeSpan.Zero);
        org.Simulator.AdvanceTime(TimeSpan.FromMinutes(5));
        string Path(string kind, DateTimeOffset start, DateTimeOffset end) => $"sobjects/Account/{kind}?start={Uri.EscapeDataString(start.ToString("yyyy-MM-ddTHH:mm:sszzz"))}&end={Uri.EscapeDataString(end.ToString("yyyy-MM-ddTHH:mm:sszzz"))}";

        var updated = await org.GetAsync(Path("updated", minute.AddSeconds(59), minute.AddSeconds(100)));
        var (empty, _) = await org.SendAsync(HttpMethod.Get, Path("updated", minute.AddSeconds(10), minute.AddSeconds(50)));
        var (old, body) = await org.SendAsync(HttpMethod.Get, Path("deleted", minute.AddDays(-16), minute));

        Assert.Contains(updated.GetProperty("ids").EnumerateArray(), e => e.GetString() == id);
        Assert.Equal((400, 400), (empty, old));
        Assert.Equal("INVALID_REPLICATION_DATE", body[0].GetProperty("errorCode").GetString());
    }

    [Fact]
    public async Task Hard_case_28_modstamps_tie_and_late_commits_appear_behind_the_cursor()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        org.Simulator.FreezeTime();
        await org.SendAsync(HttpMethod.Post, "composite/sobjects", new { records = Enumerable.Range(0, 200).Select(i => new { attributes = new { type = "Lead" }, LastName = $"L{i}", Company = "B" }) });
        var late = org.Simulator.CreateRecord("Lead", new Dictionary<string, string?> { ["LastName"] = "Late", ["Company"] = "B" }, stampedAgo: TimeSpan.FromSeconds(30));

        var records = await org.RecordsAsync("SELECT Id, SystemModstamp FROM Lead ORDER BY SystemModstamp, Id");

        Assert.Equal(late, records[0].GetProperty("Id").GetString());
        Assert.Single(records.Skip(1).Select(r => r.GetProperty("SystemModstamp").GetString()).Distinct());
        Assert.Equal(records.Skip(1).Select(r => r.GetProperty("Id").GetString()!).Order(StringComparer.Ordinal), records.Skip(1).Select(r => r.GetProperty("Id").GetString()!));
    }

    [Fact]
    public async Task Hard_case_29_reuse_of_a_rotated_refresh_token_kills_all_tokens()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        var token = org.Simulator.IssueRefreshToken();

        var (_, fresh) = await RefreshAsync(org, token);
        await RefreshAsync(org, token);
        org.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", fresh.GetProperty("access_token").GetString());
        var (status, _) = await org.SendAsync(HttpMethod.Get, "limits");

        Assert.Equal(401, status);
        Assert.Matches("^\\d{13}$", fresh.GetProperty("issued_at").GetString());
        Assert.False(fresh.TryGetProperty("expires_in", out _));
    }

    [Fact]
    public async Task Hard_case_30_recordCount_omits_what_is_empty()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);

        var counts = await org.GetAsync("limits/recordCount?sObjects=Lead,Account");

        Assert.Equal("Account", counts.GetProperty("sObjects").EnumerateArray().Single().GetProperty("name").GetString());
    }

    [Fact]
    public async Task Hard_case_30_logic_has_two_values_and_required_means_without_default()
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        await org.CreateAsync("Lead", new { LastName = "Null", Company = "B" });

        var different = await org.RecordsAsync("SELECT LastName FROM Lead WHERE Title != 'a' AND Title NOT IN ('b') AND (NOT Title LIKE 'c%')");
        var describe = await org.GetAsync("sobjects/Lead/describe");
        var required = describe.GetProperty("fields").EnumerateArray()
            .Where(f => !f.GetProperty("nillable").GetBoolean() && f.GetProperty("createable").GetBoolean() && !f.GetProperty("defaultedOnCreate").GetBoolean())
            .Select(f => f.GetProperty("name").GetString());

        Assert.Single(different);
        Assert.Equal(["LastName", "Company"], required);
    }

    private static async Task<(int Status, JsonElement Body)> RefreshAsync(SimulatorFixture org, string token)
    {
        using var form = new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", token), new("client_id", org.Simulator.ClientId)]);
        using var response = await org.Client.PostAsync(new Uri("/services/oauth2/token", UriKind.Relative), form, Token);
        using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Token));
        return ((int)response.StatusCode, document.RootElement.Clone());
    }

    private static async Task<string> StartQueryAsync(SimulatorFixture org, string soql)
    {
        var (_, job) = await org.SendAsync(HttpMethod.Post, "jobs/query", new { operation = "query", query = soql });
        var path = $"{SimulatorFixture.Version}/jobs/query/{job.GetProperty("id").GetString()}";
        while ((await org.GetAsync(path)).GetProperty("state").GetString() != "JobComplete")
        {
        }

        return path;
    }

    private static async Task<string> BulkAsync(SimulatorFixture org, string soql) =>
        await org.Client.GetStringAsync(new Uri(await StartQueryAsync(org, soql) + "/results", UriKind.Relative), Token);

    private static async Task<string> IngestAsync(SimulatorFixture org, string operation, string csv)
    {
        var (_, job) = await org.SendAsync(HttpMethod.Post, "jobs/ingest", new { @object = "Lead", operation, lineEnding = "LF" });
        var path = $"{SimulatorFixture.Version}/jobs/ingest/{job.GetProperty("id").GetString()}";
        using var content = new StringContent(csv, Encoding.UTF8, "text/csv");
        using var put = await org.Client.PutAsync(new Uri(path + "/batches", UriKind.Relative), content, Token);
        await org.SendAsync(HttpMethod.Patch, path, """{"state":"UploadComplete"}""");
        while ((await org.GetAsync(path)).GetProperty("state").GetString() is not ("JobComplete" or "Failed"))
        {
        }

        return await org.Client.GetStringAsync(new Uri(path + "/failedResults", UriKind.Relative), Token);
    }
}
