using IntegrationAgent.Driver.Authoring;
using Refit;

namespace Acme_Drivers.Zephyr;

/// <summary>The token endpoint.</summary>
internal interface IZephyrLogin
{
    [Post("/oauth/token")]
    Task<ApiToken> GetTokenAsync(
        [Body(BodySerializationMethod.UrlEncoded)] Dictionary<string, string> form,
        [Property(CallOptions.Idempotency)] CallIdempotency idempotency,
        [Property(CallOptions.UseReserve)] bool useReserve,
        CancellationToken cancellationToken);
}
