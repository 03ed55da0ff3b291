using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;
using IntegrationAgent.Drivers.Salesforce.Simulator;
using IntegrationAgent.Testing;

namespace Drivers.Salesforce.Tests;

/// <summary>The hard cases of writing, of sessions and of time, by their numbers.</summary>
public sealed partial class HardCaseTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Hard_case_14_ids_of_both_lengths_are_one_record(int length)
    {
        await using var org = await Org.StartAsync(5);
        await using var client = await org.ConnectAsync();
        var id = org.Simulator.Query("SELECT Id FROM Lead LIMIT 1")[0].GetProperty("Id").GetString()!;

        var found = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"], Filter = Filter.Compare("Id", ComparisonOperator.Equal, RecordValue.From(id[..length])) }, Token));
        var updated = await WriteAsync(client, WriteMode.Update, "Id", "Title", id[..length], "Boss");

        Assert.Equal(id, found.Rows.Single()[0].AsString());
        Assert.Equal((WriteStatus.Updated, id), (updated.Status, updated.RecordId));
    }

    [Fact]
    public async Task Hard_case_15_a_deleted_record_is_gone_twice_and_read_only_when_asked_for()
    {
        await using var org = await Org.StartAsync(5);
        await using var client = await org.ConnectAsync();
        var id = org.Simulator.Query("SELECT Id FROM Lead LIMIT 1")[0].GetProperty("Id").GetString()!;
        using var page = LeadOrg.Page([LeadOrg.Row(id)], LeadOrg.SchemaOf("Id"));
        var request = new WriteRequest { Object = "Lead", Mode = WriteMode.Delete, KeyFields = ["Id"], Records = page };

        var first = await client.WriteAsync(request, Token);
        var second = await client.WriteAsync(request, Token);
        var all = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id", "IsDeleted"], IncludeDeleted = true }, Token));

        Assert.Equal([WriteStatus.Deleted, WriteStatus.Unchanged], first.Outcomes.Concat(second.Outcomes).Select(outcome => outcome.Status));
        Assert.True(all.Rows.Single(row => row[0].AsString() == id)[1].AsBoolean());
    }

    [Fact]
    public async Task Hard_case_16_a_call_that_succeeds_may_hold_records_that_failed()
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();

        var response = await LeadOrg.WriteAsync(client, WriteMode.Insert, LeadOrg.Row("k1", "Bad", "Acme"), LeadOrg.Row("k2", "Two", "Acme"));

        Assert.Equal([WriteStatus.Failed, WriteStatus.Created], response.Outcomes.Select(outcome => outcome.Status));
        Assert.Null(response.Outcomes[0].RecordId);
        Assert.Contains("FIELD_CUSTOM_VALIDATION_EXCEPTION", response.Outcomes[0].Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hard_case_17_what_was_taken_back_is_told_from_what_was_wrong()
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();
        using var page = LeadOrg.Page([LeadOrg.Row("k1", "Bad", "Acme"), LeadOrg.Row("k2", "Two", "Acme")]);

        var response = await client.WriteAsync(new WriteRequest { Object = "Lead", Mode = WriteMode.Upsert, KeyFields = ["Key__c"], Records = page, AllOrNone = true }, Token);

        Assert.Equal([DriverErrorCode.InvalidValue, DriverErrorCode.Conflict], response.Outcomes.Select(outcome => outcome.Error!.Code));
        Assert.Empty(org.Simulator.Query("SELECT Id FROM Lead"));
    }

    [Fact]
    public async Task Hard_case_18_an_upsert_says_what_it_did_also_by_id()
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();
        var created = (await LeadOrg.WriteAsync(client, WriteMode.Upsert, LeadOrg.Row("k1", "One", "Acme"))).Outcomes[0];
        var updated = (await LeadOrg.WriteAsync(client, WriteMode.Upsert, LeadOrg.Row("k1", "Two", "Acme"))).Outcomes[0];
        using var page = LeadOrg.Page([LeadOrg.Row(created.RecordId!, "Three", "Acme"), LeadOrg.Row(RecordValue.Null, "Four", "Acme")], LeadOrg.SchemaOf("Id", "LastName", "Company"));

        var byId = await client.WriteAsync(new WriteRequest { Object = "Lead", Mode = WriteMode.Upsert, KeyFields = ["Id"], Records = page }, Token);

        Assert.Equal([WriteStatus.Created, WriteStatus.Updated, WriteStatus.Updated, WriteStatus.Created], new[] { created, updated }.Concat(byId.Outcomes).Select(outcome => outcome.Status));
        Assert.Equal(created.RecordId, byId.Outcomes[0].RecordId);
    }

    /// <summary>An external id that is not unique may be that of several records: none of them is changed, and none is added.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hard_case_18_an_ambiguous_key_changes_nothing(bool bulk)
    {
        var field = new OrgField { Name = "Key__c", Type = "string", Length = 80, ExternalId = true };
        await using var org = await Org.StartAsync(0, options => options.Org = new OrgDefinition { Objects = [new OrgObject { Name = "Lead", Fields = [field] }] });
        await using var client = await org.ConnectAsync();
        foreach (var name in (string[])["First", "Second"])
            org.Simulator.CreateRecord("Lead", new Dictionary<string, string?> { ["LastName"] = name, ["Company"] = "Acme", ["Key__c"] = "twin" });

        var outcomes = await UpsertAsync(client, LeadOrg.Schema, [LeadOrg.Row("twin", "Changed", "Acme"), LeadOrg.Row("single", "Third", "Acme")], bulk, expectErrors: true);

        Assert.Equal([WriteStatus.Failed, WriteStatus.Created], outcomes.Select(outcome => outcome.Status));
        Assert.Equal((DriverErrorCode.Duplicate, RetryAdvice.Never), (outcomes[0].Error!.Code, outcomes[0].Error!.Retry));
        Assert.Equal(["First", "Second", "Third"], org.Simulator.Query("SELECT LastName FROM Lead ORDER BY LastName").Select(record => record.GetProperty("LastName").GetString()));
    }

    [Theory]
    [InlineData("a/b?c&d#e")]
    [InlineData("50% off+more")]
    [InlineData("Zoë 日本 😀")]
    [InlineData("it's \"so\" \\n")]
    public async Task Hard_case_19_a_key_of_any_letters_is_one_key(string key)
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();

        var first = await LeadOrg.WriteAsync(client, WriteMode.Upsert, LeadOrg.Row(key, "One", "Acme"));
        var second = await LeadOrg.WriteAsync(client, WriteMode.Upsert, LeadOrg.Row(key, "Two", "Acme"));

        Assert.Equal((WriteStatus.Updated, first.Outcomes[0].RecordId), (second.Outcomes[0].Status, second.Outcomes[0].RecordId));
    }

    /// <summary>Null and an empty text clear, absent leaves, whichever way the record goes.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hard_case_20_null_clears_and_absent_leaves(bool bulk)
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();
        var schema = LeadOrg.SchemaOf("Key__c", "LastName", "Company", "City", "Phone", "Title");
        RecordValue[][] before = [LeadOrg.Row("k1", "One", "Acme", "Wien", "123", "Boss")];
        RecordValue[][] after = [LeadOrg.Row("k1", RecordValue.Absent, RecordValue.Absent, RecordValue.Null, RecordValue.Absent, "")];
        foreach (var rows in new[] { before, after })
            await UpsertAsync(client, schema, rows, bulk);

        var record = org.Simulator.Query("SELECT City, Phone, Title, Company FROM Lead").Single();
        Assert.Equal((null, "123", null, "Acme"), (record.GetProperty("City").GetString(), record.GetProperty("Phone").GetString(), record.GetProperty("Title").GetString(), record.GetProperty("Company").GetString()));
    }

    [Fact]
    public async Task Hard_case_21_commas_quotes_and_lines_survive_csv()
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();
        string[] texts = ["a,b", "say \"hi\"", "\"", "two\nlines", "\uFEFFmark", "a\tb", ",", "''"];

        await UpsertAsync(client, LeadOrg.Schema, [.. texts.Select((text, i) => LeadOrg.Row($"k{i}", "Name", text))], bulk: true);

        Assert.Equal(texts, org.Simulator.Query("SELECT Company FROM Lead ORDER BY Key__c").Select(record => record.GetProperty("Company").GetString()));
    }

    [Fact]
    public async Task Hard_case_23_results_in_any_order_find_their_records()
    {
        await using var server = new StubServer(call => call.Path switch
        {
            "/services/oauth2/userinfo" => call.Json("""{"user_id":"005","organization_id":"00D"}"""),
            var path when path.EndsWith("/describe", StringComparison.Ordinal) => call.Json("""{"name":"Lead","createable":true,"updateable":true,"fields":[{"name":"Id","type":"id"},{"name":"LastName","type":"string","createable":true}]}"""),
            var path when path.EndsWith("/successfulResults/", StringComparison.Ordinal) => call.Json("\"sf__Id\",\"sf__Created\",LastName\n\"003\",\"true\",\"Three\"\n\"001\",\"true\",\"One\"\n", contentType: "text/csv"),
            var path when path.EndsWith("/failedResults/", StringComparison.Ordinal) => call.Json("\"sf__Id\",\"sf__Error\",LastName\n\"\",\"STRING_TOO_LONG:too long:LastName --\",\"Two\"\n", contentType: "text/csv"),
            var path when path.EndsWith("/unprocessedrecords/", StringComparison.Ordinal) => call.Json("LastName\n", contentType: "text/csv"),
            var path when path.EndsWith("/batches", StringComparison.Ordinal) => call.Json("", 201, "text/csv"),
            _ => call.Json("""{"id":"750000000000001AAA","state":"JobComplete","numberRecordsProcessed":3,"numberRecordsFailed":1}"""),
        });
        await using var client = await ConnectAsync(server);
        var schema = LeadOrg.SchemaOf("LastName");
        var handle = await client.StartAsync(new BulkWriteRequest { Object = "Lead", Mode = WriteMode.Insert, Schema = schema, CorrelationId = "run" }, Token);
        await client.UploadAsync(handle, LeadOrg.Pages([LeadOrg.Row("One"), LeadOrg.Row("Two"), LeadOrg.Row("Three")], schema), Token);

        var outcomes = (await client.GetResultsAsync(handle, Token)).Outcomes;

        Assert.Equal(["001", null, "003"], outcomes.Select(outcome => outcome.RecordId));
        Assert.Equal(["LastName"], outcomes[1].Error!.Fields);
    }

    [Theory]
    [InlineData(FaultKind.QueryTimeout, true)]
    [InlineData(FaultKind.ConcurrentLimit, true)]
    [InlineData(FaultKind.DailyLimit, false)]
    public async Task Hard_case_25_the_code_and_not_the_status_says_what_may_be_tried_again(FaultKind kind, bool again)
    {
        await using var org = await Org.StartAsync(20);
        await using var client = await org.ConnectAsync();
        org.Simulator.AddFault(new SimulatorFault { Kind = kind, PathContains = "query" });
        var read = Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"] }, Token));

        if (again)
            Assert.Equal(20, (await read).Rows.Count);
        else
            Assert.Equal(DriverErrorCode.QuotaExhausted, (await Assert.ThrowsAnyAsync<DriverException>(() => read)).Code);
    }

    [Theory]
    [InlineData("duplicateResut")]
    [InlineData("duplicateResult")]
    public void Hard_case_26_matches_are_counted_in_either_spelling(string property)
    {
        using var response = new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest);
        var body = """[{"message":"Use one of these records?","errorCode":"DUPLICATES_DETECTED","PROPERTY":{"allowSave":true,"matchResults":[{"matchRecords":[{},{}],"size":2},{"matchRecords":[{}],"size":1}]}}]""".Replace("PROPERTY", property, StringComparison.Ordinal);

        var error = new SalesforceErrorMapper().Map(response, System.Text.Encoding.UTF8.GetBytes(body), DateTimeOffset.UnixEpoch).Error;

        Assert.Contains("found 3 similar", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hard_case_27_deletes_of_long_ago_are_no_longer_known()
    {
        await using var org = await Org.StartAsync(5);
        await using var client = await org.ConnectAsync();
        var since = ChangePosition.Parse(await PositionAsync(client, null), "Lead")!;
        since.D -= TimeSpan.FromDays(20);

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => PositionAsync(client, since.ToString()));

        Assert.Equal(DriverErrorCode.CursorExpired, error.Code);
    }

    /// <summary>One call tells 600,000 deletes at most: a time that has more is asked for in parts, and none is told twice or left out.</summary>
    [Fact]
    public async Task Hard_case_27_a_time_with_too_many_deletes_is_asked_for_in_parts()
    {
        var now = DateTimeOffset.UtcNow;
        var deletes = Enumerable.Range(1, 40).Select(i => (Id: $"00Q{i:D15}", At: now.AddMinutes(-i * 7))).ToList();
        await using var server = new StubServer(call =>
        {
            if (call.Path.EndsWith("/userinfo", StringComparison.Ordinal))
                return call.Json("""{"user_id":"005","organization_id":"00D"}""");
            if (call.Path.EndsWith("/describe", StringComparison.Ordinal))
                return call.Json("""{"name":"Lead","replicateable":true,"fields":[{"name":"Id","type":"id","filterable":true,"sortable":true},{"name":"SystemModstamp","type":"datetime","filterable":true,"sortable":true}]}""");
            if (!call.Path.Contains("/deleted", StringComparison.Ordinal))
                return call.Json("""{"totalSize":0,"done":true,"records":[]}""");
            DateTimeOffset At(string name) => DateTimeOffset.Parse(call.Query[name]!, System.Globalization.CultureInfo.InvariantCulture);
            var found = deletes.Where(each => each.At >= At("start") && each.At < At("end")).ToList();
            return found.Count > 12
                ? call.Json("""[{"message":"The call returned too many results","errorCode":"EXCEEDED_ID_LIMIT"}]""", 400)
                : call.Json($$"""{"deletedRecords":[{{string.Join(',', found.Select(each => $$"""{"id":"{{each.Id}}","deletedDate":"{{each.At:yyyy-MM-dd'T'HH:mm:ss'.000+0000'}}"}"""))}}],"earliestDateAvailable":"2020-01-01T00:00:00.000+0000","latestDateCovered":"{{At("end"):yyyy-MM-dd'T'HH:mm:ss'.000+0000'}}"}""");
        });
        await using var client = await ConnectAsync(server);
        var since = new ChangePosition { O = "Lead", S = now.AddHours(-6), D = now.AddHours(-6) }.ToString();
        var told = new List<string>();

        await foreach (var page in client.GetChangesAsync(new ChangesRequest { Object = "Lead", Fields = ["Id"], Since = since }, Token))
        {
            using (page)
                told.AddRange(page.DeletedIds);
        }

        Assert.Equal(deletes.Select(each => each.Id).Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        Assert.InRange(server.Calls.Count(call => call.Path.Contains("/deleted", StringComparison.Ordinal)), 5, 80);
    }

    [Fact]
    public async Task Hard_case_28_ties_of_thousands_and_what_comes_late_are_told_once()
    {
        await using var org = await Org.StartAsync(4_000);
        await using var client = await org.ConnectAsync();
        var since = await PositionAsync(client, null);
        org.Simulator.AdvanceTime(TimeSpan.FromHours(1));
        org.Simulator.FreezeTime();
        var changed = org.Simulator.UpdateLeads(3_000);
        org.Simulator.ResumeTime();
        var told = new List<string>();
        since = await PositionAsync(client, since, told);
        org.Simulator.UpdateRecord("Lead", changed[0], new Dictionary<string, string?> { ["Email"] = "late@example.com" }, TimeSpan.FromMinutes(5));
        var late = new List<string>();

        await PositionAsync(client, since, late);

        Assert.Equal(changed.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        Assert.Equal([changed[0]], late);
    }

    [Fact]
    public async Task Hard_case_29_a_refresh_token_is_spent_once_by_all()
    {
        await using var org = await Org.StartAsync(1);
        var refresh = org.Simulator.IssueRefreshToken();
        await using var one = await org.ConnectAsync("refresh_token", ("SF_REFRESH_TOKEN", refresh));
        await using var two = await org.ConnectAsync("refresh_token", ("SF_REFRESH_TOKEN", refresh));
        org.Simulator.ExpireTokens();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? one : two).CheckAsync(Token)));
        org.Simulator.ExpireTokens();
        var third = await org.ConnectAsync("refresh_token", ("SF_REFRESH_TOKEN", refresh));

        Assert.Equal(org.Simulator.Username, (await third.CheckAsync(Token)).Identity);
        Assert.Equal(3, org.TokenCalls);
        await third.DisposeAsync();
    }

    /// <summary>A list of values binds only where it is restricted; and what must be given is what has no default.</summary>
    [Fact]
    public async Task Hard_case_30_a_list_binds_where_it_is_restricted_and_required_means_without_default()
    {
        await using var org = await Org.StartAsync(0);
        await using var client = await org.ConnectAsync();
        var fields = (await client.GetFieldsAsync(new GetFieldsRequest { Object = "Lead" }, Token)).Fields.ToDictionary(field => field.Name);
        using var page = LeadOrg.Page(
            [LeadOrg.Row("A", "Acme", "My own word", RecordValue.Null), LeadOrg.Row("B", "Acme", RecordValue.Null, "My own word")], LeadOrg.SchemaOf("LastName", "Company", "Industry", "Acquisition_Channel__c"));

        var outcomes = (await client.WriteAsync(new WriteRequest { Object = "Lead", Mode = WriteMode.Insert, Records = page }, Token)).Outcomes;

        Assert.Equal((false, true), (fields["Industry"].RestrictedPicklist, fields["Acquisition_Channel__c"].RestrictedPicklist));
        Assert.Equal([WriteStatus.Created, WriteStatus.Failed], outcomes.Select(outcome => outcome.Status));
        Assert.Contains("Acquisition_Channel__c", outcomes[1].Error!.Message, StringComparison.Ordinal);
        Assert.Equal(["Company", "LastName"], fields.Values.Where(field => field.RequiredForCreate).Select(field => field.Name).Order(StringComparer.Ordinal));
        Assert.False(fields["OwnerId"].Nullable);
    }

    private static async Task<IReadOnlyList<WriteOutcome>> UpsertAsync(SalesforceClient client, RecordSchema schema, RecordValue[][] rows, bool bulk, bool expectErrors = false)
    {
        IReadOnlyList<WriteOutcome> outcomes;
        if (bulk)
        {
            var handle = await client.StartAsync(new BulkWriteRequest { Object = "Lead", Mode = WriteMode.Upsert, KeyFields = ["Key__c"], Schema = schema, CorrelationId = "run" }, Token);
            await client.UploadAsync(handle, LeadOrg.Pages(rows, schema), Token);
            BulkWriteResponse response;
            while ((response = await client.GetResultsAsync(handle, Token)).State == BulkJobState.Running)
                await Task.Yield();
            outcomes = response.Outcomes;
        }
        else
        {
            using var page = LeadOrg.Page(rows, schema);
            outcomes = (await client.WriteAsync(new WriteRequest { Object = "Lead", Mode = WriteMode.Upsert, KeyFields = ["Key__c"], Records = page }, Token)).Outcomes;
        }

        if (!expectErrors)
            Assert.All(outcomes, outcome => Assert.True(outcome.Error is null, outcome.Error?.Message));
        return outcomes;
    }

    private static async Task<string> PositionAsync(SalesforceClient client, string? since, List<string>? told = null)
    {
        var position = since;
        await foreach (var page in client.GetChangesAsync(new ChangesRequest { Object = "Lead", Fields = ["Id"], Since = since }, Token))
        {
            using (page)
            {
                foreach (var record in page.Changed)
                    told?.Add(record.GetString(0)!);
                position = page.Position;
            }
        }

        return position!;
    }

    private static async Task<DriverException> WriteAsync(SalesforceClient client, string field, string value)
    {
        using var page = LeadOrg.Page([LeadOrg.Row(value)], LeadOrg.SchemaOf(field));
        return await Assert.ThrowsAnyAsync<DriverException>(() => client.WriteAsync(new WriteRequest { Object = "Lead", Mode = WriteMode.Insert, Records = page }, Token));
    }
}
