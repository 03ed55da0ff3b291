namespace IntegrationAgent.Driver.Authoring;

/// <summary>Repeats calls, and turns what failed at last into the error that drivers throw.</summary>
internal sealed class RetryHandler(RetryPolicy retry) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (CallOptions.IsSet(request, CallOptions.NoRetry))
            return base.SendAsync(request, cancellationToken);
        return retry.ExecuteAsync(
            async token => await base.SendAsync(request, token).ConfigureAwait(false),
            CallOptions.IdempotencyOf(request),
            cancellationToken);
    }
}
