using System.Globalization;
using System.Net;

namespace IntegrationAgent.Driver.Authoring;

/// <summary>Maps by HTTP status alone: the fallback for answers that no system wrote, such as pages of a gateway.</summary>
public sealed class StatusErrorMapper : IHttpErrorMapper
{
    private StatusErrorMapper()
    {
    }

    /// <summary>The one instance.</summary>
    public static StatusErrorMapper Instance { get; } = new();

    /// <inheritdoc />
    public HttpFailure Map(HttpResponseMessage response, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(response);
        var (code, retry, notExecuted, message) = Classify(response.StatusCode);
        var status = (int)response.StatusCode;
        return new HttpFailure
        {
            Error = new DriverException(code, message)
            {
                Retry = retry,
                Scope = code == DriverErrorCode.AuthenticationFailed ? ErrorScope.Connection : ErrorScope.Request,
                RetryAfter = retry == RetryAdvice.After ? RetryAfter.Read(response, now) : null,
                Detail = string.Create(CultureInfo.InvariantCulture, $"HTTP {status}"),
            },
            NotExecuted = notExecuted,
            TokenRejected = response.StatusCode == HttpStatusCode.Unauthorized,
        };
    }

    private static (DriverErrorCode Code, RetryAdvice Retry, bool NotExecuted, string Message) Classify(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => (DriverErrorCode.AuthenticationFailed, RetryAdvice.AfterUserAction, true, "The system refused the credential. Check it and connect again."),
        HttpStatusCode.Forbidden => (DriverErrorCode.PermissionDenied, RetryAdvice.AfterUserAction, true, "The credential may not do this. Ask for the permission."),
        HttpStatusCode.NotFound or HttpStatusCode.Gone => (DriverErrorCode.ObjectNotFound, RetryAdvice.Never, true, "The system has nothing at this address. Check names and version."),
        HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => (DriverErrorCode.Timeout, RetryAdvice.After, false, "The system did not answer in time. Try again later."),
        HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed => (DriverErrorCode.Conflict, RetryAdvice.Never, true, "The record was changed at the same time. Read it again."),
        HttpStatusCode.TooManyRequests or (HttpStatusCode)420 => (DriverErrorCode.RateLimited, RetryAdvice.After, true, "The system asks for fewer calls. Try again later."),
        HttpStatusCode.RequestUriTooLong or HttpStatusCode.RequestHeaderFieldsTooLarge => (DriverErrorCode.InvalidQuery, RetryAdvice.Never, true, "The query is too long. Ask for fewer fields or filter with fewer values."),
        >= HttpStatusCode.InternalServerError => (DriverErrorCode.Unavailable, RetryAdvice.After, false, "The system cannot serve now. Try again later."),
        >= HttpStatusCode.BadRequest => (DriverErrorCode.InvalidQuery, RetryAdvice.Never, true, "The system refused the request."),
        _ => (DriverErrorCode.Unknown, RetryAdvice.Never, false, "The system answered in an unexpected way."),
    };
}
