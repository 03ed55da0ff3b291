using System.Text;
using System.Text.Json;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

public sealed partial class ReferenceClient
{
    public async Task<WriteResponse> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        if (request.AllOrNone && request.Records.Count > ReferenceServer.BatchSize)
            throw new DriverException(DriverErrorCode.Unsupported, "The system writes all or none of at most 100 records. Write fewer at once.");
        if (defect == Defect.ClearsAbsent)
            await GetFieldsAsync(new GetFieldsRequest { Object = request.Object }, cancellationToken);
        var outcomes = new List<WriteOutcome>();
        var before = budget.CallsMade;
        for (var start = 0; start < request.Records.Count; start += ReferenceServer.BatchSize)
        {
            try
            {
                outcomes.AddRange(await BatchAsync(request, start, cancellationToken));
            }
            catch (DriverException exception) when (IsLost(exception, request.Mode))
            {
                var error = new DriverError { Code = DriverErrorCode.Unknown, Message = "The answer was lost. Look whether the records are there." };
                outcomes.AddRange(Enumerable.Repeat(
                    defect == Defect.LostIsFailed ? WriteOutcome.Failed(error) : WriteOutcome.Unknown(error),
                    Math.Min(ReferenceServer.BatchSize, request.Records.Count - start)));
            }
        }

        if (defect == Defect.PartialThrows && outcomes.Exists(outcome => outcome.Status == WriteStatus.Failed))
            throw new DriverException(DriverErrorCode.InvalidValue, "Some records were refused.");
        return new WriteResponse { Outcomes = defect == Defect.OutcomesShuffled ? [.. outcomes.OrderBy(outcome => outcome.Status)] : outcomes, Calls = defect == Defect.WriteCostsNothing ? 0 : (int)(budget.CallsMade - before) };
    }

    private static bool IsLost(DriverException exception, WriteMode mode) =>
        exception.Code == DriverErrorCode.Timeout || (exception.Code == DriverErrorCode.ConnectionFailed && exception.IsTransient && mode == WriteMode.Insert);

    private async Task<IEnumerable<WriteOutcome>> BatchAsync(WriteRequest request, int start, CancellationToken cancellationToken)
    {
        var safe = request.Mode != WriteMode.Insert || defect == Defect.ResendsInsert;
        using var answer = await SendAsync(http, HttpMethod.Post, $"/objects/{request.Object}/batch", Body(request, start, ReferenceServer.BatchSize), safe ? CallIdempotency.Idempotent : CallIdempotency.Unsafe, cancellationToken);
        if (answer.RootElement.ValueKind != JsonValueKind.Object || !answer.RootElement.TryGetProperty("results", out var results))
            throw Unexpected();
        return [.. results.EnumerateArray().Select(Outcome)];
    }

    private string Body(WriteRequest request, int start, int count)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("mode", (defect == Defect.UpsertInserts && request.Mode == WriteMode.Upsert ? WriteMode.Insert : request.Mode).ToString());
            writer.WriteBoolean("allOrNone", request.AllOrNone && defect != Defect.AllOrNoneIgnored);
            writer.WriteStartArray("rows");
            for (var row = start; row < Math.Min(request.Records.Count, start + count); row++)
            {
                var record = request.Records[row];
                ReferenceValues.WriteRow(writer, request.Records.Schema.Fields.Select((field, i) => (field.Name, Sent(record.GetValue(i))))
                    .Concat(defect == Defect.ClearsAbsent ? Missing(request.Records.Schema) : []));
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private IEnumerable<(string, RecordValue)> Missing(RecordSchema schema) =>
        known?.Fields.Where(field => schema.IndexOf(field.Name) < 0 && field.Name != "changed").Select(field => (field.Name, RecordValue.Null)) ?? [];

    private RecordValue Sent(RecordValue value) => defect == Defect.TrimsOnWrite && value is { IsNull: false, Type: FieldType.String } ? RecordValue.From(value.AsString().Trim()) : defect == Defect.WritesNullAsEmpty && value.State == ValueState.Null ? RecordValue.Absent : value;

    private WriteOutcome Outcome(JsonElement result)
    {
        var id = result.GetProperty("id").GetString();
        switch (result.GetProperty("status").GetString())
        {
            case "Created":
                return WriteOutcome.Created(id);
            case "Updated":
                return WriteOutcome.Updated(id);
            case "Deleted":
                return WriteOutcome.Deleted(id);
            case "Unchanged":
                return defect == Defect.DeleteTwiceFails ? WriteOutcome.Failed(new DriverError { Code = DriverErrorCode.ObjectNotFound, Message = "There is no such record." }) : WriteOutcome.Unchanged(id);
            default:
                var code = result.GetProperty("code").GetString();
                return WriteOutcome.Failed(new DriverError
                {
                    Code = code switch { "duplicate" => DriverErrorCode.Duplicate, "missing" => DriverErrorCode.ObjectNotFound, _ => DriverErrorCode.InvalidValue },
                    Message = code switch
                    {
                        "duplicate" => "The id is taken. Upsert instead.",
                        "missing" => "There is no such record. Upsert instead.",
                        _ => "A value is not among the choices. Take one of them.",
                    },
                });
        }
    }
}
