using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace Acme_Drivers.Zephyr;

public sealed partial class ZephyrClient
{
    private const int MostRecords = 100;

    /// <inheritdoc />
    public async Task<WriteResponse> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        if (request.Records.Count == 0)
            return new WriteResponse { Outcomes = [] };
        var target = await schemas.GetAsync(request.Object, refresh: false, cancellationToken).ConfigureAwait(false);
        Require(request, target);
        var outcomes = new List<WriteOutcome>(request.Records.Count);
        var calls = 0;
        while (outcomes.Count < request.Records.Count)
        {
            var count = Math.Min(MostRecords, request.Records.Count - outcomes.Count);
            try
            {
                outcomes.AddRange(await SendAsync(request, outcomes.Count, count, cancellationToken).ConfigureAwait(false));
            }
            catch (DriverException failure) when (AnswerLost(failure))
            {
                // The server may have written them: whoever asked decides by a probe, nothing is sent again from here.
                var lost = new DriverError { Code = DriverErrorCode.Unknown, Message = "The answer to the write was lost. Probe the records before they are sent again.", Retry = RetryAdvice.AfterUserAction };
                outcomes.AddRange(Enumerable.Repeat(WriteOutcome.Unknown(lost), count));
            }
            catch (DriverException failure) when (outcomes.Count > 0)
            {
                // What was written before is written: the rest is told as refused, one by one.
                var refused = new DriverError { Code = failure.Code, Message = failure.Message, Retry = failure.Retry };
                outcomes.AddRange(Enumerable.Repeat(WriteOutcome.Failed(refused), request.Records.Count - outcomes.Count));
            }

            calls++;
        }

        return new WriteResponse { Outcomes = outcomes, Calls = calls };
    }

    private static bool AnswerLost(DriverException failure) =>
        failure.Code == DriverErrorCode.Timeout || failure.Code == DriverErrorCode.ConnectionFailed || failure.Code == DriverErrorCode.Unavailable
        || failure.Code == DriverErrorCode.IncompleteResult || failure.Code == DriverErrorCode.Unknown;

    private static void Require(WriteRequest request, ApiObject target)
    {
        foreach (var field in request.Records.Schema.Fields.Select(field => field.Name).Concat(request.KeyFields))
        {
            if (!target.Fields.Any(known => string.Equals(known.Name, field, StringComparison.Ordinal)))
            {
                throw new DriverException(DriverErrorCode.FieldNotFound, $"The object '{target.Name}' has no such field. Take a suggestion, or read its fields.")
                {
                    Target = field,
                    Suggestions = NearestNames.Find(field, target.Fields.Select(known => known.Name)),
                };
            }
        }

        var keyed = request.Mode != WriteMode.Insert;
        if (keyed && (request.KeyFields is not [var key] || !target.Fields.Any(field => field.Name == key && field.Unique)))
        {
            throw new DriverException(DriverErrorCode.InvalidValue, $"The key must be one unique field of '{target.Name}'. Take one of the suggestions.")
            {
                Target = target.Name,
                Suggestions = [.. target.Fields.Where(field => field.Unique).Select(field => field.Name)],
            };
        }

        if (keyed && request.Records.Schema.IndexOf(request.KeyFields[0]) < 0)
            throw new DriverException(DriverErrorCode.InvalidValue, "The records have no key field. Add it to them.") { Target = request.KeyFields[0] };
        if (request.AllOrNone && request.Records.Count > MostRecords)
            throw new DriverException(DriverErrorCode.Unsupported, "Zephyr writes at most 100 records as one. Write fewer, or each for itself.") { Target = target.Name };
    }

    private async Task<IReadOnlyList<WriteOutcome>> SendAsync(WriteRequest request, int first, int count, CancellationToken cancellationToken)
    {
        var body = Body(request, first, count);

        // A keyed write changes nothing more when it comes twice; an insert would make a second record.
        var idempotency = request.Mode == WriteMode.Insert ? CallIdempotency.Unsafe : CallIdempotency.Idempotent;
        return await http.SendAsync<IReadOnlyList<WriteOutcome>>(
            () => new HttpRequestMessage(HttpMethod.Post, $"/api/v1/objects/{Uri.EscapeDataString(request.Object)}/batch")
            {
                Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            }.With(CallOptions.Idempotency, idempotency),
            async (_, stream, token) =>
            {
                ApiWriteResults? answer;
                try
                {
                    answer = await JsonSerializer.DeserializeAsync(stream, ZephyrJson.Default.ApiWriteResults, token).ConfigureAwait(false);
                }
                catch (JsonException exception)
                {
                    throw new DriverException(DriverErrorCode.Unknown, "Zephyr's answer to the write has another form than expected. Read the records back.", exception);
                }

                return answer?.Results.Length == count
                    ? [.. answer.Results.Select(ToOutcome)]
                    : throw new DriverException(DriverErrorCode.Unknown, string.Create(CultureInfo.InvariantCulture, $"Zephyr answered for {answer?.Results.Length ?? 0} of {count} records. Read them back."));
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static WriteOutcome ToOutcome(ApiWriteResult result) => result.Status switch
    {
        "created" => WriteOutcome.Created(result.Id),
        "updated" => WriteOutcome.Updated(result.Id),
        "unchanged" => WriteOutcome.Unchanged(result.Id),
        "deleted" => WriteOutcome.Deleted(result.Id),
        "failed" => WriteOutcome.Failed(ZephyrErrors.ForRecord(result.Error ?? new ApiError(null, null)), result.Id),
        _ => WriteOutcome.Unknown(new DriverError { Code = DriverErrorCode.Unknown, Message = "Zephyr answered with a status that this driver does not know. Read the record back." }),
    };

    private static byte[] Body(WriteRequest request, int first, int count)
    {
        using var buffer = new MemoryStream(count * 256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("mode", request.Mode switch { WriteMode.Insert => "insert", WriteMode.Update => "update", WriteMode.Delete => "delete", _ => "upsert" });
            if (request.KeyFields is [var key])
                json.WriteString("key", key);
            json.WriteBoolean("all_or_none", request.AllOrNone);
            json.WriteStartArray("records");
            for (var row = first; row < first + count; row++)
                WriteRecord(json, request.Records[row]);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>An absent field is left out, so that the server leaves it alone; a null is written, so that it is cleared.</summary>
    private static void WriteRecord(Utf8JsonWriter json, Record record)
    {
        json.WriteStartObject();
        for (var field = 0; field < record.Schema.Fields.Count; field++)
        {
            if (record.GetState(field) == ValueState.Absent)
                continue;
            json.WritePropertyName(record.Schema.Fields[field].Name);
            record.GetValue(field).WriteTo(json);
        }

        json.WriteEndObject();
    }
}
