using System.Net;
using IntegrationAgent.Agent.Secrets;

namespace IntegrationAgent.Agent.Authoring.Model;

/// <summary>
/// The one way to a model's server, whatever its client: refuses a body that holds a secret, bounds time and size of an answer, and waits once for a server that
/// asks for it. The last gate; texts have been scrubbed before.
/// </summary>
internal sealed class ModelHttpHandler(SecretScrubber scrubber, TimeProvider timeProvider, TimeSpan timeout, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int Attempts = 3;
    private const int MaxAnswer = 4 << 20;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not null)
        {
            await request.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
            if (scrubber.Contains(await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)))
                throw ModelErrors.Secret();
        }

        for (var attempt = 1; ; attempt++)
        {
            var response = await OnceAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
            {
                var status = (int)response.StatusCode;
                if (status is 401 or 403)
                    throw ModelErrors.Auth(status);
                var busy = status is 429 or 529 or 503;
                var wait = Wait(response, attempt);
                if (!busy || attempt == Attempts || wait > LongestWait)
                    throw busy ? ModelErrors.Rate() : ModelErrors.Server(status);
                await Task.Delay(wait, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<HttpResponseMessage> OnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(timeout, timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, linked.Token).ConfigureAwait(false);
            // The whole body now: one that breaks off or never ends must not reach a parser.
            await response.Content.LoadIntoBufferAsync(MaxAnswer, linked.Token).ConfigureAwait(false);
            return response;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            response?.Dispose();
            throw ModelErrors.Timeout();
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            response?.Dispose();
            throw ModelErrors.Large();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            response?.Dispose();
            throw ModelErrors.Broken(exception);
        }
    }

    private TimeSpan Wait(HttpResponseMessage response, int attempt) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - timeProvider.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero,
        _ => response.StatusCode == HttpStatusCode.TooManyRequests ? TimeSpan.FromSeconds(attempt) : TimeSpan.FromMilliseconds(500 * attempt),
    };
}
