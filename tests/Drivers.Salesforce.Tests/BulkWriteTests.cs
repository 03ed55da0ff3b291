using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;
using IntegrationAgent.Drivers.Salesforce.Simulator;
using IntegrationAgent.Testing;

namespace Drivers.Salesforce.Tests;

public sealed class BulkWriteTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_record_has_its_outcome_in_the_order_of_the_input()
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();
        var rows = Enumerable.Range(0, 3000).Select(i => new object[] { $"k{i}", i % 100 == 7 ? "Bad" : $"Name {i}", "Acme" }).ToArray();
        await LeadOrg.WriteAsync(client, WriteMode.Upsert, [.. rows.Take(1000).Where((_, i) => i % 100 != 7).Select(LeadOrg.Row)]);

        var response = await RunAsync(client, WriteMode.Upsert, rows);

        Assert.Equal((BulkJobState.Completed, null), (response.State, response.Error));
        Assert.Equal(3000, response.Outcomes.Count);
        var ids = org.Simulator.Query("SELECT Id, Key__c FROM Lead WHERE Key__c != null").ToDictionary(lead => lead.GetProperty("Key__c").GetString()!, lead => lead.GetProperty("Id").GetString());
        for (var i = 0; i < 3000; i++)
        {
            Assert.Equal(i % 100 == 7 ? WriteStatus.Failed : i < 1000 ? WriteStatus.Updated : WriteStatus.Created, response.Outcomes[i].Status);
            if (i % 100 != 7)
                Assert.Equal(ids[$"k{i}"], response.Outcomes[i].RecordId);
        }

        var error = response.Outcomes[7].Error!;
        Assert.Equal(DriverErrorCode.InvalidValue, error.Code);
        Assert.Contains("FIELD_CUSTOM_VALIDATION_EXCEPTION", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret rule text", error.Message, StringComparison.Ordinal);
        Assert.Equal(["LastName"], error.Fields);
    }

    [Fact]
    public async Task Inserts_that_look_the_same_each_have_an_outcome()
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();
        object[] same = [RecordValue.Absent, "Twin", "Acme"];

        var response = await RunAsync(client, WriteMode.Insert, [same, [RecordValue.Absent, "Bad", "Acme"], same, same]);

        Assert.Equal([WriteStatus.Created, WriteStatus.Failed, WriteStatus.Created, WriteStatus.Created], response.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal(3, response.Outcomes.Where(outcome => outcome.RecordId is not null).Select(outcome => outcome.RecordId).Distinct().Count());
    }

    [Fact]
    public async Task Updates_and_deletes_go_by_id_and_another_key_is_refused()
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();
        var written = await LeadOrg.WriteAsync(client, WriteMode.Upsert, LeadOrg.Row("k1", "One", "Acme"), LeadOrg.Row("k2", "Two", "Acme"));
        var (one, two) = (written.Outcomes[0].RecordId!, written.Outcomes[1].RecordId!);

        var updated = await RunAsync(client, WriteMode.Update, ["Id", "Company"], "Id", [one, "Beta"], ["00Q5e0000ZZZZZZEAY", "Beta"]);
        var deleted = await RunAsync(client, WriteMode.Delete, ["Id"], "Id", [two], [two]);
        var refused = await Assert.ThrowsAnyAsync<DriverException>(() => RunAsync(client, WriteMode.Update, ["k1", "One", "Acme"]));

        Assert.Equal([WriteStatus.Updated, WriteStatus.Failed], updated.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal([WriteStatus.Deleted, WriteStatus.Unchanged], deleted.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal("Beta", org.Simulator.Query("SELECT Company FROM Lead WHERE Key__c = 'k1'").Single().GetProperty("Company").GetString());
        Assert.Equal(DriverErrorCode.Unsupported, refused.Code);
    }

    [Fact]
    public async Task What_a_bulk_job_cannot_say_is_refused_and_the_rest_is_written()
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();

        var response = await RunAsync(client, WriteMode.Upsert, ["k1", "One", "#N/A"], ["k2", "Two", "Acme"], ["k3", "Three", new string('x', 33_000)], [RecordValue.Null, "Four", "Acme"]);

        Assert.Equal([WriteStatus.Failed, WriteStatus.Created, WriteStatus.Failed, WriteStatus.Failed], response.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal(["Company"], response.Outcomes[0].Error!.Fields);
        Assert.Equal(["Key__c"], response.Outcomes[3].Error!.Fields);
        Assert.Single(org.Simulator.Query("SELECT Id FROM Lead WHERE Key__c != null"));
    }

    [Fact]
    public async Task Nothing_is_written_before_everything_has_arrived()
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();
        client.BulkPartBytes = 500;
        var handle = await client.StartAsync(Request(WriteMode.Upsert), Token);

        await Assert.ThrowsAsync<InvalidDataException>(() => client.UploadAsync(handle, Breaking(), Token));
        var state = await client.GetResultsAsync(handle, Token);

        Assert.Equal(BulkJobState.Open, state.State);
        Assert.Empty(org.Simulator.Query("SELECT Id FROM Lead WHERE Key__c != null"));

        static async IAsyncEnumerable<RecordPage> Breaking()
        {
            yield return LeadOrg.Page([.. Enumerable.Range(0, 200).Select(i => LeadOrg.Row($"k{i}", "Name", "Acme"))]);
            await Task.Yield();
            throw new InvalidDataException("the source broke");
        }
    }

    [Theory]
    [InlineData(1_000_000, 1)]
    [InlineData(2_000, 5)]
    public async Task A_write_goes_on_in_another_process_and_sends_nothing_twice(int partBytes, int jobs)
    {
        await using var org = await LeadOrg.StartAsync();
        var rows = Enumerable.Range(0, 500).Select(i => LeadOrg.Row($"k{i}", i == 33 ? "Bad" : $"Name {i}", "Acme")).ToArray();
        OperationHandle handle;
        await using (var first = await org.ConnectAsync())
        {
            first.BulkPartBytes = partBytes;
            handle = await first.StartAsync(Request(WriteMode.Upsert), Token);
            await first.UploadAsync(handle, LeadOrg.Pages(rows), Token);
        }

        await using var second = await org.ConnectAsync();
        second.BulkPartBytes = partBytes;
        var error = await EndedWithoutOrderAsync(second, handle);
        await second.UploadAsync(handle, LeadOrg.Pages(rows), Token);
        var response = await ResultsAsync(second, handle);

        Assert.Equal(DriverErrorCode.IncompleteResult, error.Code);
        Assert.Equal("run-7", handle.CorrelationId);
        Assert.Equal([.. Enumerable.Range(0, 500).Select(i => i == 33 ? WriteStatus.Failed : WriteStatus.Created)], response.Outcomes.Select(outcome => outcome.Status));
        Assert.InRange(org.Simulator.RequestLog.Count(entry => entry is { Method: "PUT" }), jobs, jobs + 6);
        Assert.Equal(org.Simulator.RequestLog.Count(entry => entry is { Method: "PUT" }), org.Simulator.RequestLog.Count(entry => entry is { Method: "POST" } && entry.Path.EndsWith("/jobs/ingest", StringComparison.Ordinal)));
        Assert.Equal(499, org.Simulator.Query("SELECT Id FROM Lead WHERE Key__c != null").Count);
    }

    /// <summary>The answer that is lost: of the creation, of the upload, of the closing, and one of the results cut in its middle.</summary>
    [Theory]
    [InlineData("POST", "/jobs/ingest", FaultKind.LostAnswer)]
    [InlineData("PUT", "/batches", FaultKind.LostAnswer)]
    [InlineData("PUT", "/batches", FaultKind.ConnectionReset)]
    [InlineData("PATCH", "/jobs/ingest/", FaultKind.LostAnswer)]
    [InlineData("PATCH", "/jobs/ingest/", FaultKind.UnavailableHtml)]
    [InlineData("GET", "/successfulResults", FaultKind.CutBody)]
    public async Task A_lost_answer_neither_loses_nor_repeats(string method, string path, FaultKind kind)
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();
        org.Simulator.AddFault(new SimulatorFault { Kind = kind, Method = method, PathContains = path });

        var response = await RunAsync(client, WriteMode.Insert, ["LastName", "Company"], null, [.. Enumerable.Range(0, 300).Select(i => new object[] { $"Name {i}", "Acme" })]);

        Assert.Equal(300, response.Outcomes.Count(outcome => outcome.Status == WriteStatus.Created));
        Assert.Equal(300, org.Simulator.Query("SELECT Id FROM Lead WHERE Company = 'Acme'").Count);
    }

    [Fact]
    public async Task Locked_records_of_a_job_may_be_sent_again()
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.RowLock, PathContains = "/jobs/ingest/", Method = "GET", After = 1 });

        var response = await RunAsync(client, WriteMode.Upsert, ["k1", "One", "Acme"]);

        Assert.Equal((DriverErrorCode.Conflict, RetryAdvice.After), (response.Outcomes[0].Error!.Code, response.Outcomes[0].Error!.Retry));
    }

    [Fact]
    public async Task An_aborted_job_says_so_and_writes_nothing()
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();
        var handle = await client.StartAsync(Request(WriteMode.Upsert), Token);
        await client.UploadAsync(handle, LeadOrg.Pages([LeadOrg.Row("k1", "One", "Acme")]), Token);

        await client.AbortBulkWriteAsync(handle.Id, Token);
        var response = await client.GetResultsAsync(handle, Token);

        Assert.Equal(BulkJobState.Aborted, response.State);
        Assert.Equal([WriteStatus.Failed], response.Outcomes.Select(outcome => outcome.Status));
        Assert.Empty(org.Simulator.Query("SELECT Id FROM Lead WHERE Key__c != null"));
    }

    [Fact]
    public async Task No_records_are_no_job()
    {
        await using var org = await LeadOrg.StartAsync();
        await using var client = await org.ConnectAsync();

        var response = await RunAsync(client, WriteMode.Upsert, [RecordValue.Null, "Name", "Acme"]);

        Assert.Equal(BulkJobState.Completed, response.State);
        Assert.Equal([WriteStatus.Failed], response.Outcomes.Select(outcome => outcome.Status));
        Assert.DoesNotContain(org.Simulator.RequestLog, entry => entry is { Method: "PUT" });
    }

    /// <summary>A job that fails in its middle: what was written is written, what was not is told apart, and the reason holds no content.</summary>
    [Theory]
    [InlineData(true, BulkJobState.Completed, WriteStatus.Created)]
    [InlineData(false, BulkJobState.Failed, WriteStatus.Failed)]
    public async Task A_job_that_failed_as_a_whole_is_typed(bool oneWritten, BulkJobState state, WriteStatus first)
    {
        var uploaded = false;
        await using var server = new StubServer(call => call.Path switch
        {
            "/services/oauth2/userinfo" => call.Json("""{"user_id":"005","organization_id":"00D"}"""),
            var path when path.EndsWith("/describe", StringComparison.Ordinal) => call.Json("""{"name":"Lead","createable":true,"updateable":true,"fields":[{"name":"Id","type":"id"},{"name":"LastName","type":"string","createable":true}]}"""),
            var path when path.EndsWith("/successfulResults/", StringComparison.Ordinal) => call.Json("\"sf__Id\",\"sf__Created\",LastName\n" + (oneWritten ? "\"00Q000000000001AAA\",\"true\",\"One\"\n" : ""), contentType: "text/csv"),
            var path when path.EndsWith("/failedResults/", StringComparison.Ordinal) => call.Json("\"sf__Id\",\"sf__Error\",LastName\n", contentType: "text/csv"),
            var path when path.EndsWith("/unprocessedrecords/", StringComparison.Ordinal) => call.Json("LastName\n" + (oneWritten ? "" : "\"One\"\n") + "\"Two\"\n", contentType: "text/csv"),
            var path when path.EndsWith("/batches", StringComparison.Ordinal) => Uploaded(call),
            _ => call.Json($$"""{"id":"750000000000001AAA","state":"{{(uploaded ? "Failed" : "Open")}}","errorMessage":"InvalidBatch : secret content","numberRecordsProcessed":1}"""),
        });
        await using var client = (SalesforceClient)await new SalesforceDriver().ConnectAsync(
            new ConnectionSettings([new("auth", "access_token"), new("instance_url", server.Url)]),
            new DriverContext { Credentials = new FakeCredentials(("SF_ACCESS_TOKEN", "t")), Tokens = new FakeTokenStore() },
            Token);

        var response = await RunAsync(client, WriteMode.Insert, ["LastName"], null, ["One"], ["Two"]);

        Assert.Equal(state, response.State);
        Assert.Equal([first, WriteStatus.Failed], response.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal(DriverErrorCode.InvalidQuery, response.Error!.Code);
        Assert.DoesNotContain("secret", response.Error.Message, StringComparison.Ordinal);

        Task Uploaded(StubCall call)
        {
            uploaded = true;
            return call.Json("", 201, "text/csv");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_part_can_be_sent_again_compressed_or_not(bool compressed)
    {
        using var part = new BulkPart(compressed);
        var text = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i},row\n")));
        part.Write(text.AsSpan(0, 1000));
        part.Write(text.AsSpan(1000));
        part.Close();

        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var content = part.ToContent();
            var sent = await content.ReadAsByteArrayAsync(Token);
            Assert.Equal(content.Headers.ContentLength, sent.Length);
            using var zipped = new System.IO.Compression.GZipStream(new MemoryStream(sent), System.IO.Compression.CompressionMode.Decompress);
            using var plain = new MemoryStream();
            if (compressed)
                await zipped.CopyToAsync(plain, Token);
            Assert.Equal(text, compressed ? plain.ToArray() : sent);
            Assert.Equal(compressed ? ["gzip"] : [], content.Headers.ContentEncoding);
        }

        Assert.Equal(text.Length, part.Length);
    }

    private static BulkWriteRequest Request(WriteMode mode) => new()
    {
        Object = "lead",
        Mode = mode,
        KeyFields = mode == WriteMode.Insert ? [] : ["Key__c"],
        Schema = LeadOrg.Schema,
        CorrelationId = "run-7",
    };

    private static async Task<DriverException> EndedWithoutOrderAsync(SalesforceClient client, OperationHandle handle)
    {
        while (true)
        {
            try
            {
                Assert.Equal(BulkJobState.Running, (await client.GetResultsAsync(handle, Token)).State);
            }
            catch (DriverException exception)
            {
                return exception;
            }
        }
    }

    private static async Task<BulkWriteResponse> ResultsAsync(SalesforceClient client, OperationHandle handle)
    {
        while (true)
        {
            var response = await client.GetResultsAsync(handle, Token);
            if (response.State is not (BulkJobState.Running or BulkJobState.Open))
                return response;
        }
    }

    private static Task<BulkWriteResponse> RunAsync(SalesforceClient client, WriteMode mode, params object[][] rows) =>
        RunAsync(client, mode, ["Key__c", "LastName", "Company"], mode == WriteMode.Insert ? null : "Key__c", rows);

    private static async Task<BulkWriteResponse> RunAsync(SalesforceClient client, WriteMode mode, string[] fields, string? key, params object[][] rows)
    {
        var schema = LeadOrg.SchemaOf(fields);
        var handle = await client.StartAsync(new BulkWriteRequest { Object = "Lead", Mode = mode, KeyFields = key is null ? [] : [key], Schema = schema, CorrelationId = "run-7" }, Token);
        await client.UploadAsync(handle, LeadOrg.Pages([.. rows.Select(LeadOrg.Row)], schema), Token);
        return await ResultsAsync(client, handle);
    }
}
