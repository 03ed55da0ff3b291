using IntegrationAgent.Driver.Authoring;
using Refit;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>The token endpoint.</summary>
internal interface ISalesforceLogin
{
    [Post("/services/oauth2/token")]
    Task<TokenResponse> GetTokenAsync(
        [Body(BodySerializationMethod.UrlEncoded)] Dictionary<string, string> form,
        [Property(CallOptions.Idempotency)] CallIdempotency idempotency,
        [Property(CallOptions.UseReserve)] bool useReserve,
        CancellationToken cancellationToken);
}
