namespace IntegrationAgent.Driver.Authoring;

/// <summary>Repeats calls, and turns what failed at last into the error that drivers throw. A body that is not streamed belongs to its call.</summary>
internal sealed class RetryHandler(RetryPolicy retry, DriverContext context, DriverHttpOptions options) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (CallOptions.IsSet(request, CallOptions.NoRetry))
            return base.SendAsync(request, cancellationToken);
        var streamed = CallOptions.IsSet(request, CallOptions.Streamed);
        return retry.ExecuteAsync(
            async token =>
            {
                var response = await base.SendAsync(request, token).ConfigureAwait(false);
                if (!streamed)
                    await BufferAsync(response, token).ConfigureAwait(false);
                return response;
            },
            CallOptions.IdempotencyOf(request),
            cancellationToken);
    }

    private async ValueTask BufferAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.CallTimeout, context.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await response.Content.LoadIntoBufferAsync(linked.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            response.Dispose();
            throw new HttpFailureException(TransportFailure.OfBody(exception is OperationCanceledException ? new TimeoutException("The body took too long.", exception) : exception));
        }
    }
}
