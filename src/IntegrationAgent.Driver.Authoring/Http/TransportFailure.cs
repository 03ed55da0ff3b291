using System.Net.Sockets;

namespace IntegrationAgent.Driver.Authoring;

/// <summary>What a failure below HTTP means.</summary>
internal static class TransportFailure
{
    internal static HttpFailure Timeout() => new()
    {
        Error = new DriverException(DriverErrorCode.Timeout, "The system did not answer in time. Try again later.") { Retry = RetryAdvice.After },
    };

    internal static HttpFailure OfSend(HttpRequestException exception)
    {
        // The request cannot have arrived where no connection was made.
        var notSent = exception.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            || exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.NetworkUnreachable or SocketError.HostUnreachable };
        var secure = exception.HttpRequestError == HttpRequestError.SecureConnectionError;
        return new HttpFailure
        {
            Error = new DriverException(
                DriverErrorCode.ConnectionFailed,
                secure ? "The system's certificate is not trusted. Check the address." : notSent
                    ? "The system cannot be reached. Check the address and the network."
                    : "The connection broke before the answer came. Try again later.",
                exception)
            {
                Retry = secure ? RetryAdvice.AfterUserAction : RetryAdvice.After,
                Scope = ErrorScope.Connection,
                Detail = exception.HttpRequestError.ToString(),
            },
            NotExecuted = notSent,
        };
    }

    internal static HttpFailure OfBody(Exception exception) => new()
    {
        Error = new DriverException(
            exception is TimeoutException ? DriverErrorCode.Timeout : DriverErrorCode.ConnectionFailed,
            "The answer broke off before its end. Try again later.",
            exception)
        {
            Retry = RetryAdvice.After,
            Detail = exception.GetType().Name,
        },
    };
}
