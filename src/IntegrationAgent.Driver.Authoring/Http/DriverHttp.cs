namespace IntegrationAgent.Driver.Authoring;

/// <summary>
/// The way a driver talks HTTP: a chain of handlers that retries by error and idempotency, keeps to the rate budget, puts tokens in and renews them, times out,
/// logs without secrets and maps errors. Everything that is sent through <see cref="Client"/> (also by Refit) throws <see cref="DriverException"/> when it fails,
/// its body included, which is read whole; bodies that are large go through <see cref="SendAsync"/> or <see cref="OpenAsync"/>.
/// Thread-safe.
/// </summary>
public sealed class DriverHttp : IDisposable
{
    private readonly DriverContext context;
    private readonly DriverHttpOptions options;
    private readonly RetryPolicy retry;

    /// <summary>Builds the chain over the host's transport.</summary>
    public DriverHttp(DriverContext context, DriverHttpOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(options);
        this.context = context;
        this.options = options;
        retry = new RetryPolicy(context, options);
        HttpMessageHandler handler = new CallHandler(context, options) { InnerHandler = context.CreateHttpHandler() };
        handler = new BudgetHandler(options.Budget) { InnerHandler = handler };
        if (options.Tokens is not null)
            handler = new TokenHandler(context, options) { InnerHandler = handler };
        handler = new RetryHandler(retry, context, options) { InnerHandler = handler };
        Client = new HttpClient(handler) { BaseAddress = options.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The client at the end of the chain.</summary>
    public HttpClient Client { get; }

    /// <summary>
    /// Sends a request and reads its body as it comes, as one repeatable step: when the connection breaks in the middle of the body, both are done again where the
    /// request's idempotency allows it.
    /// </summary>
    /// <param name="createRequest">Makes the request, anew for each attempt.</param>
    /// <param name="read">Reads the answer. Keeps nothing of an attempt that threw.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<T> SendAsync<T>(
        Func<HttpRequestMessage> createRequest,
        Func<HttpResponseMessage, Stream, CancellationToken, ValueTask<T>> read,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(createRequest);
        ArgumentNullException.ThrowIfNull(read);
        var first = createRequest();
        var idempotency = CallOptions.IdempotencyOf(first);
        var next = first;
        return await retry.ExecuteAsync(
            async token =>
            {
                using var request = next ?? createRequest();
                next = null;
                return await AttemptAsync(request, read, token).ConfigureAwait(false);
            },
            idempotency,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request, repeated where it may be, and gives the body to read as it comes. What happens to the body is the caller's.</summary>
    public async Task<HttpBody> OpenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.With(CallOptions.Streamed, true);
        var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return new HttpBody(response, body, new IdleTimeoutStream(body, options.IdleTimeout, context.TimeProvider));
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose() => Client.Dispose();

    private async ValueTask<T> AttemptAsync<T>(HttpRequestMessage request, Func<HttpResponseMessage, Stream, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        request.With(CallOptions.NoRetry, true);
        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                var guarded = new IdleTimeoutStream(body, options.IdleTimeout, context.TimeProvider);
                await using (guarded.ConfigureAwait(false))
                    return await read(response, guarded, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or TimeoutException)
        {
            throw new HttpFailureException(TransportFailure.OfBody(exception));
        }
    }
}
