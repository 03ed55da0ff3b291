namespace IntegrationAgent.Driver.Authoring;

/// <summary>Puts the token in; when the system refuses it, renews it once and tries again.</summary>
internal sealed class TokenHandler(DriverContext context, DriverHttpOptions options) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var session = options.Tokens!;
        if (CallOptions.IsSet(request, CallOptions.Anonymous))
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var token = await session.GetAsync(cancellationToken).ConfigureAwait(false);
        options.Authorize(request, token);
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpFailureException failure) when (failure.Failure.TokenRejected && session.CanRenew)
        {
            context.Log.Write(DriverLogLevel.Information, "token_renewed", "the token was refused and is renewed once");
        }

        token = await session.RenewAsync(token, cancellationToken).ConfigureAwait(false);
        options.Authorize(request, token);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
