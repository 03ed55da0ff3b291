using System.Globalization;
using System.Net;
using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Tells what Salesforce's answers mean: REST's array, OAuth's object, a result's own errors, and pages of whatever stands before it.</summary>
internal sealed class SalesforceErrorMapper : IHttpErrorMapper
{
    /// <summary>What a new token would not cure, although the code says that the session is invalid.</summary>
    private static readonly string[] NotTheToken = ["Connected app is not attached to Agent", "not valid for use with the REST API", "not valid for use with the API"];

    /// <summary>Finds the nearest names for an unknown one; set when discovery is there.</summary>
    internal Func<DriverErrorCode, string, string?, IReadOnlyList<string>>? Suggest { get; set; }

    public HttpFailure Map(HttpResponseMessage response, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(response);
        var status = response.StatusCode;
        if (Read(body) is not { } error)
            return Plain(response, body, now);

        // One code for everything that is wrong with a job; this one means that there is nothing left to do.
        if (error.Code == "INVALIDJOB" && Contains(error.Message, "multiple contents"))
            error.ErrorCode = BulkText.SecondUpload;
        var made = Make(error, (int)status, status == HttpStatusCode.TooManyRequests ? RetryAfter.Read(response, now) : null);
        return new HttpFailure
        {
            Error = made,
            NotExecuted = (int)status < 500 || error.Code == "INVALID_SESSION_ID",

            // The same query would only run as long again.
            Final = error.Code == "QUERY_TIMEOUT",
            TokenRejected = (status == HttpStatusCode.Unauthorized || (int)status == 500) && error.Code == "INVALID_SESSION_ID" && !NotTheToken.Any(text => Contains(error.Message, text)),
        };
    }

    /// <summary>The error of a part of an answer, for example of one subrequest.</summary>
    internal SalesforceException Make(ApiError error, int status, TimeSpan? retryAfter = null)
    {
        var row = ErrorTable.Find(error.Code, error.Message ?? "");
        var target = ErrorText.Target(error.Code, error.Message ?? "", error.Fields ?? []);
        var suggestions = target is not null && (row.Code == DriverErrorCode.FieldNotFound || row.Code == DriverErrorCode.ObjectNotFound)
            ? Suggest?.Invoke(row.Code, target, ErrorText.Entity(error.Message ?? "")) ?? []
            : [];
        return new SalesforceException(row.Code, Text(row, error, target, suggestions))
        {
            Scope = row.Scope,
            Retry = row.Retry,
            RetryAfter = retryAfter,
            Target = target,
            Suggestions = suggestions,
            ErrorCode = error.Code,
            StatusCode = status,
            Fields = [.. error.Fields ?? []],
            Detail = string.Create(CultureInfo.InvariantCulture, $"HTTP {status} {error.Code}"),
        };
    }

    /// <summary>The error of one record.</summary>
    internal static DriverError MakeRecordError(ApiError error)
    {
        var row = ErrorTable.Find(error.Code, error.Message ?? "");
        var target = ErrorText.Target(error.Code, error.Message ?? "", error.Fields ?? []);
        return new DriverError
        {
            Code = row.Code,
            Message = $"{Text(row, error, target, [])} ({error.Code})",
            Retry = row.Retry,
            Fields = [.. error.Fields ?? (target is null ? [] : [target])],
        };
    }

    private static string Text(ErrorRow row, ApiError error, string? target, IReadOnlyList<string> suggestions)
    {
        var about = row.Code == DriverErrorCode.InvalidQuery ? ErrorText.Position(error.Message ?? "") : target ?? "(not named)";
        var text = string.Format(CultureInfo.InvariantCulture, row.Message, about);
        if ((error.DuplicateResut ?? error.DuplicateResult) is { } found)
        {
            var saved = found.AllowSave ? " The rule allows it to be saved: set the connection's 'duplicates' to save." : "";
            text = string.Create(CultureInfo.InvariantCulture, $"A duplicate rule of the org found {found.Matches} similar records. Let a person decide.{saved}");
        }

        return suggestions.Count == 0 ? text : $"{text} Did you mean {string.Join(", ", suggestions.Take(3))}?";
    }

    private static ApiError? Read(ReadOnlySpan<byte> body)
    {
        var trimmed = body.Trim(" \r\n\t"u8);
        if (trimmed.Length == 0)
            return null;
        if (trimmed[0] == '<')
            return UndeleteTransport.FaultCode(trimmed) is { } fault ? new ApiError { ErrorCode = fault } : null;
        try
        {
            if (trimmed[0] == '[')
                return JsonSerializer.Deserialize(trimmed, SalesforceJson.Default.ListApiError)?.Find(error => ErrorText.IsCode(error.Code));
            if (trimmed[0] == '{' && JsonSerializer.Deserialize(trimmed, SalesforceJson.Default.OAuthError) is { } one && (one.Error ?? one.ExceptionCode) is { } code && ErrorText.IsCode(code))
                return new ApiError { ErrorCode = code, Message = one.Description ?? one.ExceptionMessage };
        }
        catch (JsonException)
        {
            // Not Salesforce's own words: the status decides.
            return null;
        }

        return null;
    }

    private static HttpFailure Plain(HttpResponseMessage response, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var failure = StatusErrorMapper.Instance.Map(response, body, now);
        if (response.StatusCode is HttpStatusCode.NotAcceptable or HttpStatusCode.ServiceUnavailable or (HttpStatusCode)420)
        {
            return new HttpFailure
            {
                Error = new DriverException(DriverErrorCode.Unavailable, "Salesforce is being set up or maintained. Try again later.")
                {
                    Retry = RetryAdvice.After,
                    RetryAfter = RetryAfter.Read(response, now),
                    Detail = failure.Error.Detail,
                },
                NotExecuted = response.StatusCode != HttpStatusCode.ServiceUnavailable,
            };
        }

        // The identity endpoints say in plain text what the others say as INVALID_SESSION_ID.
        if (body.IndexOf("_OAuth_Token"u8) >= 0)
        {
            var row = ErrorTable.Find("INVALID_SESSION_ID", "");
            return new HttpFailure
            {
                Error = new DriverException(row.Code, row.Message) { Retry = row.Retry, Scope = row.Scope, Detail = failure.Error.Detail },
                NotExecuted = true,
                TokenRejected = true,
            };
        }

        // A bare 401 comes from an edge that saw no session at all.
        return failure;
    }

    private static bool Contains(string? text, string part) => text is not null && text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
