using System.Globalization;
using System.Net;

namespace IntegrationAgent.Driver.Authoring;

/// <summary>One attempt: time limit, log, and the meaning of its failure.</summary>
internal sealed class CallHandler(DriverContext context, DriverHttpOptions options) : DelegatingHandler
{
    private const int MaxErrorBody = 64 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.CallTimeout, context.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var started = context.TimeProvider.GetTimestamp();
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Log(request, "timeout", started);
            throw new HttpFailureException(TransportFailure.Timeout());
        }
        catch (HttpRequestException exception)
        {
            Log(request, exception.HttpRequestError.ToString(), started);
            throw new HttpFailureException(TransportFailure.OfSend(exception));
        }

        Log(request, ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture), started);
        options.OnResponse?.Invoke(response);
        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified)
            return response;

        using (response)
            throw new HttpFailureException(await MapAsync(response, linked.Token, cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<HttpFailure> MapAsync(HttpResponseMessage response, CancellationToken linked, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(MaxErrorBody, Math.Max(256, response.Content.Headers.ContentLength ?? 4096))];
        var length = 0;
        try
        {
            var body = await response.Content.ReadAsStreamAsync(linked).ConfigureAwait(false);
            while (true)
            {
                if (length == buffer.Length)
                {
                    if (length >= MaxErrorBody)
                        break;
                    Array.Resize(ref buffer, Math.Min(MaxErrorBody, length * 2));
                }

                var read = await body.ReadAsync(buffer.AsMemory(length), linked).ConfigureAwait(false);
                if (read == 0)
                    break;
                length += read;
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The status says enough where the body is lost.
            context.Log.Write(DriverLogLevel.Debug, "http_error_body_lost", exception.GetType().Name);
        }

        return options.Errors.Map(response, buffer.AsSpan(0, length), context.TimeProvider.GetUtcNow());
    }

    /// <summary>The path only: a query may hold values of records.</summary>
    private void Log(HttpRequestMessage request, string result, long started) =>
        context.Log.Write(DriverLogLevel.Debug, "http_call", string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Method} {request.RequestUri?.AbsolutePath} {result} {context.TimeProvider.GetElapsedTime(started).TotalMilliseconds:F0} ms"));
}
