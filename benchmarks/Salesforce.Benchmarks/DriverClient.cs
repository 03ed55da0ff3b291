using System.Diagnostics;
using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;

namespace IntegrationAgent.Benchmarks.Salesforce;

/// <summary>Our driver in a process of its own: one kind of work, warmed up, then timed.</summary>
internal static class DriverClient
{
    public static async Task<int> RunAsync(Uri address, string work, int records, int warmup)
    {
        var settings = new ConnectionSettings(
        [
            new("auth", "access_token"), new("instance_url", address.ToString()), new("login_url", address.ToString()), new("transport", work == "bulk" ? "bulk" : "rest"),
        ]);
        var context = new DriverContext { Credentials = new TokenCredentials(Environment.GetEnvironmentVariable("SF_ACCESS_TOKEN") ?? ""), Tokens = new MemoryTokens() };
        await using var client = await new SalesforceDriver().ConnectAsync(settings, context, CancellationToken.None);
        Func<int, string, Task<(long, long)>> body = work switch
        {
            "rest" or "bulk" => (count, _) => ReadAsync(client, count),
            "upsert" => (count, prefix) => UpsertAsync((IRecordWriter)client, count, prefix),
            "ingest" when client is IBulkWriter bulk => (count, prefix) => IngestAsync(bulk, count, prefix),
            "ingest" => throw new NotSupportedException("The driver has no bulk writes."),
            _ => throw new ArgumentException($"There is no work '{work}'."),
        };
        if (warmup > 0) await body(warmup, $"warm-{Environment.ProcessId}");
        var before = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        var (done, values) = await body(records, $"net-{Environment.ProcessId}");
        var outcome = new Outcome(done, values, clock.Elapsed.TotalSeconds, Outcome.OwnPeak()) { ProcessorSeconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds };
        Console.WriteLine(JsonSerializer.Serialize(outcome, JsonSerializerOptions.Web));
        return 0;
    }

    private static async Task<(long Records, long Values)> ReadAsync(IDriverClient client, int count)
    {
        long records = 0, values = 0;
        await foreach (var page in client.QueryAsync(new QueryRequest { Object = Work.Object, Fields = Work.Fields, Limit = count }, CancellationToken.None))
        {
            using (page)
            {
                var fields = page.Schema.Fields;
                foreach (var record in page)
                {
                    records++;
                    for (var field = 0; field < fields.Count; field++) values += Touch(record, field, fields[field].Type);
                }
            }
        }

        return (records, values);
    }

    /// <summary>Reads the value as its own type, so that nothing stays unparsed.</summary>
    private static int Touch(Record record, int field, FieldType type)
    {
        if (record.IsNull(field)) return 0;
        return type switch
        {
            FieldType.Boolean => record.GetBoolean(field) is null ? 0 : 1,
            FieldType.Int64 => record.GetInt64(field) is null ? 0 : 1,
            FieldType.Double => record.GetDouble(field) is null ? 0 : 1,
            FieldType.Decimal => record.GetDecimal(field) is null ? 0 : 1,
            FieldType.Timestamp => record.GetTimestamp(field) is null ? 0 : 1,
            _ => record.GetBytes(field).Length >= 0 ? 1 : 0,
        };
    }

    private static async Task<(long Records, long Values)> UpsertAsync(IRecordWriter client, int count, string prefix)
    {
        const int Page = 2_000;
        long written = 0;
        for (var from = 0; from < count; from += Page)
        {
            using var page = Rows(from, Math.Min(Page, count - from), prefix);
            var response = await client.WriteAsync(new WriteRequest { Object = Work.Object, Mode = WriteMode.Upsert, KeyFields = [Work.Key], Records = page }, CancellationToken.None);
            written += response.Outcomes.Count(outcome => outcome.Status == WriteStatus.Created);
        }

        return (written, written * Work.Written.Length);
    }

    private static async Task<(long Records, long Values)> IngestAsync(IBulkWriter client, int count, string prefix)
    {
        var schema = Schema();
        var handle = await client.StartAsync(new BulkWriteRequest { Object = Work.Object, Mode = WriteMode.Upsert, KeyFields = [Work.Key], Schema = schema, CorrelationId = prefix }, CancellationToken.None);
        await client.UploadAsync(handle, PagesAsync(count, prefix), CancellationToken.None);
        BulkWriteResponse response;
        while ((response = await client.GetResultsAsync(handle, CancellationToken.None)).State is BulkJobState.Open or BulkJobState.Running) await Task.Delay(100);
        var written = response.Outcomes.Count(outcome => outcome.Status == WriteStatus.Created);
        return (written, written * Work.Written.Length);
    }

    private static async IAsyncEnumerable<RecordPage> PagesAsync(int count, string prefix)
    {
        for (var from = 0; from < count; from += 10_000)
        {
            await Task.CompletedTask;
            yield return Rows(from, Math.Min(10_000, count - from), prefix);
        }
    }

    private static RecordSchema Schema() => new(Work.Written.Select(name => new RecordField { Name = name, Type = FieldType.String }));

    private static RecordPage Rows(int from, int count, string prefix)
    {
        using var writer = new RecordPageWriter(Schema());
        for (var i = from; i < from + count; i++)
        {
            writer.BeginRecord();
            foreach (var value in Work.Row(i, prefix)) writer.WriteString(value);
            writer.EndRecord();
        }

        return writer.ToPage();
    }
}
