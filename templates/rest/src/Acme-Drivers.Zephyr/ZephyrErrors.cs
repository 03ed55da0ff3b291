using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace Acme_Drivers.Zephyr;

/// <summary>What Zephyr's error codes mean. Its own texts stay where they are: they may hold anything.</summary>
internal sealed class ZephyrErrors : IHttpErrorMapper
{
    private ZephyrErrors()
    {
    }

    internal static ZephyrErrors Instance { get; } = new();

    public HttpFailure Map(HttpResponseMessage response, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        // A gateway's page, an empty body: the status says enough.
        var fallback = StatusErrorMapper.Instance.Map(response, body, now);
        if (Parse(body) is not { } error)
            return fallback;
        var detail = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode} {Word(error.Code)}");
        DriverException Failed(DriverErrorCode code, string message, RetryAdvice retry = RetryAdvice.Never) =>
            new(code, message) { Retry = retry, Target = Word(error.Field), Detail = detail, RetryAfter = retry == RetryAdvice.After ? RetryAfter.Read(response, now) : null };
        return error.Code switch
        {
            "unknown_object" => NotExecuted(Failed(DriverErrorCode.ObjectNotFound, "Zephyr has no such object. List the objects.")),
            "unknown_field" => NotExecuted(Failed(DriverErrorCode.FieldNotFound, "Zephyr has no such field. Read the object's fields.")),
            "cursor_expired" => NotExecuted(Failed(DriverErrorCode.CursorExpired, "The position in the result is no longer known. Run the query again.")),
            "quota_exhausted" => NotExecuted(new DriverException(DriverErrorCode.QuotaExhausted, "The calls of this hour are used up. Continue when the hour begins anew.")
            {
                Retry = RetryAdvice.AfterQuotaReset,
                RetryAfter = RetryAfter.Read(response, now),
                Detail = detail,
            }),
            "missing_scope" => NotExecuted(Failed(DriverErrorCode.PermissionDenied, $"The credential lacks the scope '{Word(error.Field)}'. Ask an administrator for it.", RetryAdvice.AfterUserAction)),
            "invalid_request" => NotExecuted(Failed(DriverErrorCode.InvalidQuery, "Zephyr did not accept the request. Check fields and filters.")),
            _ => fallback,
        };
    }

    /// <summary>An answer that is the JSON null is no answer.</summary>
    internal static T Required<T>(T? answer)
        where T : class =>
        answer ?? throw new DriverException(DriverErrorCode.IncompleteResult, "Zephyr's answer is empty. Try again.") { Retry = RetryAdvice.After };

//#if (canWrite)
    /// <summary>What one record of a write was refused for.</summary>
    internal static DriverError ForRecord(ApiError error) => error.Code switch
    {
        "duplicate" => Record(DriverErrorCode.Duplicate, $"Another record has this {Word(error.Field) ?? "value"}. Upsert by that field.", error),
        "not_found" => Record(new DriverErrorCode(ZephyrDriver.RecordNotFound), "No record has this key. Upsert, or leave the record out.", error),
        "conflict" => Record(DriverErrorCode.Conflict, "Another record of the same write failed. Correct that one.", error),
        "forbidden" => Record(DriverErrorCode.PermissionDenied, "The credential may not write this record. Ask for the permission.", error),
        _ => Record(DriverErrorCode.InvalidValue, $"The value of {Word(error.Field) ?? "a field"} was refused. Correct it.", error),
    };

//#endif
    private static HttpFailure NotExecuted(DriverException error) => new() { Error = error, NotExecuted = true };

//#if (canWrite)
    private static DriverError Record(DriverErrorCode code, string message, ApiError error) =>
        new() { Code = code, Message = message, Fields = Word(error.Field) is { } field ? [field] : [] };

//#endif
    /// <summary>A name as a name: what the server says is not trusted to be one.</summary>
    private static string? Word(string? text) =>
        text is { Length: > 0 and <= 64 } && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-') ? text : null;

    private static ApiError? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return body.IsEmpty ? null : JsonSerializer.Deserialize(body, ZephyrJson.Default.ApiFailure)?.Error;
        }
        catch (JsonException)
        {
            // No error of Zephyr's own: the status decides.
            return null;
        }
    }
}
