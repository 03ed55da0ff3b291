//#if (usesBasic)
using System.Net.Http.Headers;
using System.Text;
//#endif
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;
//#if (usesOAuth)
using Refit;
//#endif

namespace Acme_Drivers.Zephyr;

/// <summary>Where the credential of a call comes from. When the server refuses one it is read once more, so that it can roll while the connection is open.</summary>
internal static class ZephyrAuth
{
//#if (usesApiKey)
    internal static TokenSession CreateSession(Uri address, DriverContext context, RateBudget budget) => new(context.Tokens, context.TimeProvider, new TokenSessionOptions
    {
        Name = "api_key",
        Acquire = async (_, cancellationToken) => new SessionToken { Access = await RequireAsync(context, "ZEPHYR_API_KEY", cancellationToken).ConfigureAwait(false) },
    });

    internal static void Authorize(HttpRequestMessage request, SessionToken token)
    {
        request.Headers.Remove("X-Api-Key");
        request.Headers.TryAddWithoutValidation("X-Api-Key", token.Access.Reveal());
    }
//#endif
//#if (usesBasic)
    internal static TokenSession CreateSession(Uri address, DriverContext context, RateBudget budget) => new(context.Tokens, context.TimeProvider, new TokenSessionOptions
    {
        Name = "basic",
        Acquire = async (_, cancellationToken) =>
        {
            var user = await RequireAsync(context, "ZEPHYR_USER", cancellationToken).ConfigureAwait(false);
            var password = await RequireAsync(context, "ZEPHYR_PASSWORD", cancellationToken).ConfigureAwait(false);
            return new SessionToken { Access = new Secret(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Reveal()}:{password.Reveal()}"))) };
        },
    });

    internal static void Authorize(HttpRequestMessage request, SessionToken token) =>
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", token.Access.Reveal());
//#endif
//#if (usesOAuth)
//#if (canWrite)
    private const string Scopes = "records.read records.write";
//#else
    private const string Scopes = "records.read";
//#endif

    /// <summary>Tokens are bought by one caller while the others wait, and anew when the server refuses one.</summary>
    internal static TokenSession CreateSession(Uri address, DriverContext context, RateBudget budget)
    {
        var login = new DriverHttp(context, new DriverHttpOptions { BaseAddress = address, Budget = budget, Errors = ZephyrErrors.Instance });
        var api = RestService.For<IZephyrLogin>(login.Client, ZephyrClient.RefitSettings());
        return new TokenSession(context.Tokens, context.TimeProvider, new TokenSessionOptions
        {
            Name = "access_token",
            Acquire = async (_, cancellationToken) =>
            {
                var id = await RequireAsync(context, "ZEPHYR_CLIENT_ID", cancellationToken).ConfigureAwait(false);
                var secret = await RequireAsync(context, "ZEPHYR_CLIENT_SECRET", cancellationToken).ConfigureAwait(false);
                var form = new Dictionary<string, string>
                {
                    ["grant_type"] = "client_credentials",
                    ["client_id"] = id.Reveal(),
                    ["client_secret"] = secret.Reveal(),
                    ["scope"] = Scopes,
                };
                var answer = ZephyrErrors.Required(await api.GetTokenAsync(form, CallIdempotency.ReadOnly, useReserve: true, cancellationToken).ConfigureAwait(false));
                return new SessionToken { Access = new Secret(answer.AccessToken) };
            },
        });
    }
//#endif

    private static async ValueTask<Secret> RequireAsync(DriverContext context, string name, CancellationToken cancellationToken) =>
        await context.Credentials.GetAsync(name, cancellationToken).ConfigureAwait(false)
        ?? throw new DriverException(DriverErrorCode.AuthenticationFailed, $"The credential '{name}' is not set. Set it and connect again.")
        {
            Scope = ErrorScope.Connection,
            Retry = RetryAdvice.AfterUserAction,
            Target = name,
        };
}
