using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

/// <content>Probes, queries in the system's language, jobs that write, and operations of its own.</content>
public sealed partial class ReferenceClient
{
    private readonly HashSet<string> begun = [];

    public async Task<ProbeResponse> ProbeAsync(ProbeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (defect == Defect.ProbeWrites)
            _ = await WriteAsync(request.Write, cancellationToken);
        var results = new List<ProbeResult>();
        for (var row = 0; row < request.Write.Records.Count; row++)
            results.Add(await ProbeAsync(request, ValuesOf(request.Write.Records, row), cancellationToken));
        return new ProbeResponse
        {
            Results = defect switch
            {
                Defect.ProbeShuffles => [.. results.OrderByDescending(result => result)],
                Defect.ProbeLosesOne => [.. results.Skip(1)],
                _ => results,
            },
        };
    }

    private async Task<ProbeResult> ProbeAsync(ProbeRequest request, RecordValue[] sent, CancellationToken cancellationToken)
    {
        var names = request.Write.Records.Schema.Fields.Select(field => field.Name).ToArray();
        var key = sent[request.Write.Records.Schema.IndexOf("id")];
        var held = await FindAsync(request.Write.Object, [.. names, "changed"], key, cancellationToken);
        var result = (request.Write.Mode, held) switch
        {
            (WriteMode.Delete, _) => held is null ? ProbeResult.Applied : ProbeResult.Absent,
            (_, null) => ProbeResult.Absent,
            _ when names.Select((_, i) => i).All(i => sent[i].State == ValueState.Absent || Same(sent[i], held[i])) => ProbeResult.Applied,
            _ => held[^1].AsTimestamp() >= request.SentAt ? ProbeResult.Superseded : ProbeResult.Absent,
        };
        return defect switch
        {
            Defect.ProbeSaysAbsent => ProbeResult.Absent,
            Defect.ProbeSaysUnknown => ProbeResult.Unknown,
            Defect.ProbeSaysApplied => ProbeResult.Applied,
            Defect.ProbeOverlooksChange when result == ProbeResult.Superseded => ProbeResult.Applied,
            _ => result,
        };
    }

    private static RecordValue[] ValuesOf(RecordPage page, int row)
    {
        var record = page[row];
        var values = new RecordValue[page.Schema.Fields.Count];
        for (var field = 0; field < values.Length; field++)
            values[field] = record.GetValue(field);
        return values;
    }

    private static bool Same(RecordValue sent, RecordValue held) => sent.IsNull || held.IsNull ? sent.IsNull == held.IsNull : sent.ToInvariantString() == held.ToInvariantString();

    private async Task<RecordValue[]?> FindAsync(string name, IReadOnlyList<string> fields, RecordValue key, CancellationToken cancellationToken)
    {
        await foreach (var page in QueryAsync(new QueryRequest { Object = name, Fields = fields, Filter = Filter.Compare("id", ComparisonOperator.Equal, key) }, cancellationToken))
        {
            using (page)
            {
                if (page.Count > 0)
                    return ValuesOf(page, 0);
            }
        }

        return null;
    }

    public async IAsyncEnumerable<RecordPage> QueryNativeAsync(NativeQueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var schema = await GetFieldsAsync(new GetFieldsRequest { Object = "tickets" }, cancellationToken);
        var columns = new RecordSchema(schema.Fields.Select(field => new RecordField { Name = field.Name, Type = field.Type }));
        var plan = new Plan(columns, columns, null, Concatenated: false, "tickets");
        var cursor = defect == Defect.NativeCursorBeginsAnew ? null : request.Cursor;
        var given = 0L;
        while (true)
        {
            using var document = await SendNativeAsync(request, cursor, cancellationToken);
            if (!document.RootElement.TryGetProperty("rows", out _))
                throw Unexpected();
            cursor = document.RootElement.TryGetProperty("next", out var next) && (defect != Defect.NativeDropsPage || given == 0) ? next.GetString() : null;
            using var writer = new RecordPageWriter(columns);
            var limit = defect == Defect.NativeIgnoresLimit ? null : request.Limit;
            given += Fill(writer, plan, new Page(document, cursor, null), (limit ?? long.MaxValue) - given, given);
            StopReason? stop = given >= limit ? StopReason.Limit : cursor is null ? StopReason.Exhausted : null;
            yield return writer.ToPage(stop, cursor);
            if (stop is not null)
                yield break;
        }
    }

    private async Task<JsonDocument> SendNativeAsync(NativeQueryRequest request, string? cursor, CancellationToken cancellationToken)
    {
        var text = request.Text;
        var body = new Dictionary<string, object?> { ["cursor"] = cursor, ["limit"] = 20, ["readonly"] = defect != Defect.NativeMayWrite };
        if (request.Parameters.TryGetValue("key", out var key))
        {
            if (defect == Defect.NativeConcatenates)
                text = text.Replace(":key", $"'{key.ToInvariantString()}'", StringComparison.Ordinal);
            else
                body["key"] = key.ToInvariantString();
        }

        body["text"] = text;
        try
        {
            return await SendAsync(http, HttpMethod.Post, "/native", body, CallIdempotency.ReadOnly, cancellationToken);
        }
        catch (DriverException exception) when (exception.Code == DriverErrorCode.InvalidValue || exception.Code == DriverErrorCode.InvalidQuery)
        {
            throw new DriverException(defect == Defect.NativeErrorIsUnknown ? DriverErrorCode.Unknown : DriverErrorCode.InvalidQuery, "The statement was refused. Write: read tickets, or: read tickets where id = :key.", exception);
        }
    }

    public async Task<OperationHandle> StartAsync(BulkWriteRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var answer = await SendAsync(http, HttpMethod.Post, "/jobs", new { mode = request.Mode.ToString() }, CallIdempotency.Idempotent, cancellationToken);
        var id = answer.RootElement.GetProperty("id").GetString()!;
        begun.Add(id);
        return new OperationHandle
        {
            Id = id,
            CorrelationId = defect == Defect.BulkRenamesJob ? "job of today" : request.CorrelationId,
            State = string.Join(',', request.Object, request.Mode),
        };
    }

    public async Task UploadAsync(OperationHandle handle, IAsyncEnumerable<RecordPage> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(records);
        if (handle.State.Split(',') is not [var name, var mode])
            throw Lost();
        var id = handle.Id;
        if (defect == Defect.BulkBeginsAnew && !begun.Contains(id))
        {
            using var other = await SendAsync(http, HttpMethod.Post, "/jobs", new { mode }, CallIdempotency.Idempotent, cancellationToken);
            id = other.RootElement.GetProperty("id").GetString()!;
        }

        var part = 0;
        await foreach (var page in records.WithCancellation(cancellationToken))
        {
            var request = new WriteRequest { Object = name, Mode = Enum.Parse<WriteMode>(mode), Records = page };
            if (defect == Defect.BulkWritesAtOnce)
                _ = await WriteAsync(request, cancellationToken);
            var rows = Body(request, 0, page.Count);
            (await SendAsync(http, HttpMethod.Put, string.Create(CultureInfo.InvariantCulture, $"/jobs/{id}/{part++}"), rows, CallIdempotency.Idempotent, cancellationToken)).Dispose();
        }

        (await SendAsync(http, HttpMethod.Post, $"/jobs/{id}/close", null, CallIdempotency.Idempotent, cancellationToken)).Dispose();
    }

    public async Task<BulkWriteResponse> GetResultsAsync(OperationHandle handle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handle);
        if (handle.State.Length == 0 || (defect == Defect.BulkForgetsJob && !begun.Contains(handle.Id)))
            throw Lost();
        using var answer = await GetAsync($"/jobs/{Uri.EscapeDataString(handle.Id)}", cancellationToken);
        var state = answer.RootElement.GetProperty("state").GetString();
        if (state == "open")
            return new BulkWriteResponse { State = BulkJobState.Open };
        if (state == "running" || defect == Defect.BulkNeverEnds)
            return new BulkWriteResponse { State = BulkJobState.Running };
        var outcomes = answer.RootElement.GetProperty("results").EnumerateArray().Select(Outcome);
        return new BulkWriteResponse
        {
            State = BulkJobState.Completed,
            Outcomes = defect switch
            {
                Defect.BulkShuffles => [.. outcomes.OrderBy(outcome => outcome.Status)],
                Defect.BulkLosesOutcome => [.. outcomes.SkipLast(1)],
                Defect.BulkHidesRefusal => [.. outcomes.Select(outcome => outcome.Status == WriteStatus.Failed ? WriteOutcome.Created("") : outcome)],
                _ => [.. outcomes],
            },
        };
    }

    private static DriverException Lost() => new(DriverErrorCode.CursorExpired, "The handle is not one of this driver. Begin the write again.");

    /// <summary>Counts the tickets of a kind.</summary>
    /// <param name="kind">The kind: bug, task or idea.</param>
    /// <param name="above">Only those with more votes than this.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many there are.</returns>
    [DriverOperation("count_tickets", Effect = OperationEffect.Read, Idempotent = true, Examples = ["count"])]
    public async Task<int> CountTicketsAsync(string kind, long above = -1_000, CancellationToken cancellationToken = default)
    {
        if (defect == Defect.OperationReadsAndWrites)
            (await SendAsync(http, HttpMethod.Post, "/touch", "{}", CallIdempotency.Idempotent, cancellationToken)).Dispose();
        var filter = Filter.And(Filter.Compare("kind", ComparisonOperator.Equal, RecordValue.From(kind)), Filter.Compare("votes", ComparisonOperator.Greater, RecordValue.From(above)));
        var count = 0;
        await foreach (var page in QueryAsync(new QueryRequest { Object = "tickets", Fields = ["id"], Filter = filter }, cancellationToken))
        {
            using (page)
                count += page.Count;
        }

        return count;
    }

    /// <summary>Marks tickets as done.</summary>
    /// <param name="ids">The ids of tickets.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [DriverOperation("close_tickets", Effect = OperationEffect.Write, Idempotent = true, Examples = ["close"])]
    public async Task CloseTicketsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var writer = new RecordPageWriter(new RecordSchema([new RecordField { Name = "id", Type = FieldType.String }, new RecordField { Name = "done", Type = FieldType.Boolean }, new RecordField { Name = "title", Type = FieldType.String }]));
        foreach (var id in ids)
        {
            writer.BeginRecord();
            writer.WriteString(id);
            writer.WriteValue(RecordValue.From(true));
            if (defect == Defect.OperationNotIdempotent)
                writer.WriteString(string.Create(CultureInfo.InvariantCulture, $"closed by call {asked}"));
            else
                writer.WriteAbsent();
            writer.EndRecord();
        }

        using var page = writer.ToPage();
        _ = await WriteAsync(new WriteRequest { Object = "tickets", Mode = WriteMode.Upsert, KeyFields = ["id"], Records = page }, cancellationToken);
    }
}
