using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace IntegrationAgent.Driver.Conformance.Faults;

/// <summary>The faults of HTTP in general. A system's own dialect comes from the adapter.</summary>
internal static class FaultList
{
    private static readonly DriverErrorCode[] Refused = [DriverErrorCode.InvalidQuery, DriverErrorCode.InvalidValue, DriverErrorCode.Unknown, DriverErrorCode.Unsupported];
    private static readonly DriverErrorCode[] Gone = [DriverErrorCode.ObjectNotFound, DriverErrorCode.InvalidQuery, DriverErrorCode.CursorExpired, DriverErrorCode.Unknown];
    private static readonly DriverErrorCode[] Down = [DriverErrorCode.Unavailable];
    private static readonly DriverErrorCode[] Late = [DriverErrorCode.Timeout, DriverErrorCode.Unavailable];
    private static readonly DriverErrorCode[] Lost = [DriverErrorCode.ConnectionFailed, DriverErrorCode.Unavailable, DriverErrorCode.Timeout];

    public static IReadOnlyList<FaultCase> All { get; } =
    [
        Status(400, Refused, false), Status(401, [DriverErrorCode.AuthenticationFailed], false), Status(402, [.. Refused, DriverErrorCode.PermissionDenied, DriverErrorCode.QuotaExhausted], false),
        Status(403, [DriverErrorCode.PermissionDenied], false), Status(404, Gone, false), Status(405, Refused, false), Status(406, Refused, false),
        Status(408, Late, true), Status(409, [DriverErrorCode.Conflict, DriverErrorCode.Duplicate], null), Status(410, Gone, false),
        Status(412, [DriverErrorCode.Conflict, .. Refused], null), Status(413, Refused, false), Status(414, Refused, false), Status(415, Refused, false), Status(422, Refused, false),
        Status(429, [DriverErrorCode.RateLimited], true), Status(431, Refused, false),
        Status(500, [DriverErrorCode.Unavailable, DriverErrorCode.Unknown], null), Status(502, Down, true), Status(503, Down, true), Status(504, Late, true),
        Status(520, Down, true), Status(529, [DriverErrorCode.Unavailable, DriverErrorCode.RateLimited], true),
        new("status 503 with Retry-After 2", new FaultAction.Answer(HttpStatusCode.ServiceUnavailable, Headers: ("Retry-After", "2")), Down, true),
        new("a redirect to another host", new FaultAction.Answer(HttpStatusCode.Found, Headers: ("Location", "http://elsewhere.invalid/")), [], null),
        new("a page of a proxy under 502", new FaultAction.Answer(HttpStatusCode.BadGateway, "<html><body>Bad gateway</body></html>", "text/html"), Down, true),
        new("a connection that is refused", Break(HttpRequestError.ConnectionError, new SocketException((int)SocketError.ConnectionRefused)), Lost, true),
        new("a host that is not found", Break(HttpRequestError.NameResolutionError, new SocketException((int)SocketError.HostNotFound)), Lost, null),
        new("a certificate that is not trusted", Break(HttpRequestError.SecureConnectionError, new AuthenticationException("The remote certificate is invalid.")), [DriverErrorCode.ConnectionFailed], null),
        new("a connection that is reset", Break(HttpRequestError.ResponseEnded, new IOException("Connection reset by peer.")), Lost, true),
        new("an answer that is no HTTP", Break(HttpRequestError.InvalidResponse, new IOException("Received an invalid status line.")), Lost, null),
        new("a body that breaks off", new FaultAction.CutBody(), Lost, true),
        new("no answer", new FaultAction.Silence(), [DriverErrorCode.Timeout], true),
    ];

    public static FaultAction.Answer AnswerOf(ConformanceFault fault) =>
        new(fault.Status, fault.Body, fault.ContentType, [.. fault.Headers.Select(header => (header.Key, header.Value))]);

    private static FaultCase Status(int status, DriverErrorCode[] codes, bool? transient) =>
        new($"status {status}", new FaultAction.Answer((HttpStatusCode)status), codes, transient);

    private static FaultAction.Break Break(HttpRequestError error, Exception inner) =>
        new(() => new HttpRequestException(error, "The request failed.", inner));
}
