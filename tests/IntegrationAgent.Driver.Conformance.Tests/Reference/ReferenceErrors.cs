using System.Text;
using System.Text.Json;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

/// <summary>What the reference system's error codes mean.</summary>
internal sealed class ReferenceErrors(Defect defect) : IHttpErrorMapper
{
    public HttpFailure Map(HttpResponseMessage response, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var general = StatusErrorMapper.Instance.Map(response, body, now);
        var (code, scope) = Read(body);
        var own = code switch
        {
            "quota_exceeded" when defect != Defect.QuotaIsAuthentication => new HttpFailure
            {
                Error = new DriverException(DriverErrorCode.QuotaExhausted, "The calls of the day are used up. Continue tomorrow.")
                {
                    Retry = defect == Defect.SleepsOnQuota ? RetryAdvice.After : RetryAdvice.AfterQuotaReset,
                    RetryAfter = defect == Defect.SleepsOnQuota ? TimeSpan.FromHours(12) : null,
                    Scope = ErrorScope.Connection,
                },
                NotExecuted = true,
            },
            "quota_exceeded" => Of(DriverErrorCode.AuthenticationFailed, "The credential was refused.", RetryAdvice.AfterUserAction),
            "missing_scope" => Of(
                DriverErrorCode.PermissionDenied,
                defect == Defect.HidesScope ? "The credential may not do this. Ask for the permission." : $"The client lacks the scope {scope}. Grant it.",
                RetryAdvice.AfterUserAction),
            "cursor_gone" => Of(DriverErrorCode.CursorExpired, "The position is no longer known. Read from the start.", RetryAdvice.Never),
            "grant_invalid" => Of(DriverErrorCode.AuthenticationFailed, "The session cannot be renewed. Connect again.", RetryAdvice.AfterUserAction),
            "internal" => Of(DriverErrorCode.Unavailable, "The system reported an error of its own. Try again later.", RetryAdvice.After),
            "locked" => Of(DriverErrorCode.Conflict, "Something holds the object. Try again later.", RetryAdvice.After),
            _ => general,
        };
        return Spoil(own, response, body);
    }

    private static HttpFailure Of(DriverErrorCode code, string message, RetryAdvice retry) => new() { Error = new DriverException(code, message) { Retry = retry }, NotExecuted = true };

    private static (string? Code, string? Scope) Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind != JsonValueKind.Object
                ? default
                : (Member(document.RootElement, "code"), Member(document.RootElement, "scope"));
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? Member(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private HttpFailure Spoil(HttpFailure failure, HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        var error = failure.Error;
        var (code, retry, after) = (error.Code, error.Retry, error.RetryAfter);
        var detail = error.Detail;
        switch (defect)
        {
            case Defect.HidesRefusal when code == DriverErrorCode.AuthenticationFailed:
            case Defect.EverythingIsUnknown:
                code = DriverErrorCode.Unknown;
                break;
            case Defect.RepeatsRefusal when code == DriverErrorCode.AuthenticationFailed:
                retry = RetryAdvice.After;
                break;
            case Defect.ServerErrorIsPermanent when (int)response.StatusCode >= 500:
                retry = RetryAdvice.Never;
                break;
            case Defect.IgnoresRetryAfter:
                after = null;
                break;
            case Defect.LeaksToken:
                detail = Encoding.UTF8.GetString(body);
                break;
            case Defect.LeaksContent when body.IndexOf("canary"u8) >= 0:
                detail = Encoding.UTF8.GetString(body.Slice(body.IndexOf("canary"u8), 23));
                break;
        }

        return new HttpFailure
        {
            Error = new DriverException(code, error.Message, error.InnerException) { Retry = retry, RetryAfter = after, Scope = error.Scope, Detail = detail },
            NotExecuted = failure.NotExecuted,
            TokenRejected = failure.TokenRejected,
        };
    }
}
