using System.Globalization;
using IntegrationAgent.Driver.Conformance.Checks;
using IntegrationAgent.Driver.Conformance.Faults;
using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Recording;

/// <summary>Makes a fixed series of calls against a healthy system and writes down what was said.</summary>
internal sealed class ExchangeRecorder
{
    private const int Records = 5;
    private const int PageSize = 2;

    /// <summary>The number of the first record that is written; the ones before are in the system.</summary>
    private const int FirstWritten = 500;

    private readonly TestBed bed;
    private readonly List<RecordedCall> calls = [];
    private readonly ExchangeScrubber scrubber;

    private ExchangeRecorder(TestBed bed, ExchangeScrubber scrubber)
    {
        this.bed = bed;
        this.scrubber = scrubber;
    }

    /// <summary>The calls, and the scrubbed settings of the connection.</summary>
    public static async Task<(IReadOnlyList<RecordedCall> Calls, IReadOnlyDictionary<string, string> Settings)> RecordAsync(CheckRun run)
    {
        var bed = await run.StartAsync(Records).ConfigureAwait(false);
        var held = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
        var recorder = new ExchangeRecorder(bed, new ExchangeScrubber(bed, held));
        await recorder.RunAsync().ConfigureAwait(false);
        return (recorder.calls, recorder.scrubber.Settings());
    }

    private async Task RunAsync()
    {
        IDriverClient? client = null;
        await CallAsync("connect", [], async () =>
        {
            client = await bed.ConnectAsync().ConfigureAwait(false);
            return [];
        }).ConfigureAwait(false);
        if (client is null)
            return;
        var name = bed.Object.Name;
        await CallAsync("check", [], async () =>
        {
            var check = await bed.CallAsync("CheckAsync", client.CheckAsync).ConfigureAwait(false);
            return [$"system {check.System}", $"version {check.ApiVersion}", $"identity {check.Identity}"];
        }).ConfigureAwait(false);
        await CallAsync("list_objects", [], async () =>
        {
            var objects = await bed.CallAsync("ListObjectsAsync", token => client.ListObjectsAsync(new ListObjectsRequest(), token)).ConfigureAwait(false);
            return [.. objects.Select(one => $"object {one.Name}")];
        }).ConfigureAwait(false);
        await CallAsync("get_fields", [("object", name)], async () =>
        {
            var schema = await bed.CallAsync("GetFieldsAsync", token => client.GetFieldsAsync(new GetFieldsRequest { Object = name }, token)).ConfigureAwait(false);
            return [.. schema.Fields.Select(field => $"field {field.Name} {field.Type}{(schema.KeyFields.Contains(field.Name, StringComparer.Ordinal) ? " key" : "")}")];
        }).ConfigureAwait(false);
        await CallAsync("get_relationships", [("object", name)], async () =>
        {
            var found = await bed.CallAsync("GetRelationshipsAsync", token => client.GetRelationshipsAsync(new GetRelationshipsRequest { Object = name }, token)).ConfigureAwait(false);
            return [.. found.Select(one => $"relationship {one.Kind} {one.ToObject} {one.Field}")];
        }).ConfigureAwait(false);
        string[] fields = [.. bed.Object.Fields.Select(field => field.Name)];
        await QueryAsync(client, new QueryRequest { Object = name, Fields = fields, PageSize = PageSize }).ConfigureAwait(false);
        await QueryAsync(client, new QueryRequest { Object = name, Fields = bed.Object.KeyFields, PageSize = PageSize, Limit = 3 }).ConfigureAwait(false);
        await QueryAsync(client, new QueryRequest { Object = name, Fields = ["no_such_field"] }).ConfigureAwait(false);
        await QueryAsync(client, new QueryRequest { Object = "no_such_object", Fields = bed.Object.KeyFields }).ConfigureAwait(false);
        if (client is IRecordWriter writer && bed.Run.Facts.Has("write") && bed.Object.WriteKey.Count > 0)
            await WriteAsync(writer).ConfigureAwait(false);
    }

    /// <summary>Last, because what is read before is what the system was started with.</summary>
    private async Task WriteAsync(IRecordWriter writer)
    {
        var made = RowFactory.Make(bed.Object, 3, bed.Run.Options.Seed, FirstWritten);
        await WriteAsync(writer, WriteMode.Insert, [made[0]]).ConfigureAwait(false);
        await WriteAsync(writer, WriteMode.Upsert, [made[0], made[1]]).ConfigureAwait(false);
        var changed = new ConformanceRow(bed.Object.Fields.Where(field => field.Writable).Select(field =>
            KeyValuePair.Create(field.Name, (bed.Object.WriteKey.Contains(field.Name, StringComparer.Ordinal) ? made[1] : made[2])[field.Name])));
        await WriteAsync(writer, WriteMode.Update, [changed, made[2]]).ConfigureAwait(false);
        await WriteAsync(writer, WriteMode.Delete, [made[0]]).ConfigureAwait(false);
    }

    private async Task WriteAsync(IRecordWriter writer, WriteMode mode, IReadOnlyList<ConformanceRow> rows)
    {
        if (mode == WriteMode.Delete)
            rows = [.. rows.Select(row => new ConformanceRow(bed.Object.WriteKey.Select(key => KeyValuePair.Create(key, row[key]))))];
        var request = bed.WriteOf(mode, rows);
        using (request.Records)
        {
            var fields = request.Records.Schema.Fields;
            await CallAsync(
                "write",
                [
                    ("object", request.Object), ("mode", mode.ToString()), ("keyFields", string.Join(',', request.KeyFields)),
                    ("fields", string.Join(',', fields.Select(field => field.Name))), ("types", string.Join(',', fields.Select(field => field.Type))),
                    ("records", RecordedRecords.Write(request.Records)),
                ],
                async () =>
                {
                    var response = await bed.CallAsync("WriteAsync", token => writer.WriteAsync(request, token)).ConfigureAwait(false);
                    return [.. response.Outcomes.Select(outcome => $"outcome {outcome.Status}{(outcome.Error is { } error ? $" {error.Code} {error.Retry}" : "")}")];
                }).ConfigureAwait(false);
        }
    }

    private Task QueryAsync(IDriverClient client, QueryRequest request)
    {
        var arguments = new List<(string, string)> { ("object", request.Object), ("fields", string.Join(',', request.Fields)) };
        if (request.PageSize is { } size)
            arguments.Add(("pageSize", size.ToString(CultureInfo.InvariantCulture)));
        if (request.Limit is { } limit)
            arguments.Add(("limit", limit.ToString(CultureInfo.InvariantCulture)));
        return CallAsync("query", arguments, async () =>
        {
            var read = await bed.QueryAsync(client, request).ConfigureAwait(false);
            if (read.Error is { } error)
                throw error;
            return [$"records {read.Rows.Count}", $"stop {read.Stop}", .. read.Schema?.Fields.Select(field => $"field {field.Name} {field.Type}") ?? []];
        });
    }

    private async Task CallAsync(string method, IReadOnlyList<(string Name, string Value)> arguments, Func<Task<IReadOnlyList<string>>> call)
    {
        var before = bed.Http.Count;
        IReadOnlyList<string> outcome;
        try
        {
            outcome = await call().ConfigureAwait(false);
        }
        catch (DriverException exception)
        {
            outcome = [$"error {exception.Code} {exception.Retry} {exception.Scope}"];
        }

        SecretChecks.Learn(bed);
        HttpCall[] made = [.. bed.Http.Calls.Where(one => one.Index > before).OrderBy(one => one.Index)];
        calls.Add(new RecordedCall
        {
            Method = method,
            Arguments = arguments.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal),
            Outcome = [.. outcome.Select(scrubber.Text)],
            Exchanges = [.. made.Select(scrubber.Exchange)],
        });
    }
}
