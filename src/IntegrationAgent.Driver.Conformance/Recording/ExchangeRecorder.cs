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
