using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

internal sealed partial class OAuthHandler
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(3);

    private ApiResponse JwtBearer(ApiRequest request, Dictionary<string, string> form)
    {
        var parts = (form.GetValueOrDefault("assertion") ?? "").Split('.');
        if (parts.Length != 3) throw new OAuthException("invalid_grant", "invalid assertion");
        string? issuer, subject, audience;
        double expiry;
        try
        {
            using var header = JsonDocument.Parse(Base64Url(parts[0]));
            using var claims = JsonDocument.Parse(Base64Url(parts[1]));
            if (header.RootElement.GetProperty("alg").GetString() != "RS256") throw new OAuthException("invalid_grant", "invalid assertion");
            issuer = claims.RootElement.GetProperty("iss").GetString();
            subject = claims.RootElement.GetProperty("sub").GetString();
            audience = claims.RootElement.GetProperty("aud").ToString();
            expiry = claims.RootElement.GetProperty("exp").GetDouble();
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new OAuthException("invalid_grant", "invalid assertion");
        }

        if (issuer != state.Options.ClientId) throw new OAuthException("invalid_client_id", "client identifier invalid");
        if (state.Options.PublicKeyPem is not { } pem || !Verify(pem, parts)) throw new OAuthException("invalid_grant", "invalid assertion");
        if (subject != state.Options.Username) throw new OAuthException("invalid_grant", "user hasn't approved this consumer");
        if (!AudienceMatches(audience, request.Origin)) throw new OAuthException("invalid_grant", "audience is invalid");
        var seconds = expiry > 100_000_000_000 ? expiry / 1000 : expiry; // the sf CLI sends milliseconds
        if (!(seconds > (state.Clock.Now - ClockSkew).ToUnixTimeSeconds())) throw new OAuthException("invalid_grant", "expired authorization code");
        return Issue(request, state.Sessions.NewGrant(), signed: false, refresh: null);
    }

    private static bool Verify(string pem, string[] parts)
    {
        try
        {
            using var rsa = RSA.Create();
            if (pem.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal))
            {
                using var certificate = X509Certificate2.CreateFromPem(pem);
                using var key = RSACertificateExtensions.GetRSAPublicKey(certificate);
                return key is not null && key.VerifyData(Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), Base64Url(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            }

            rsa.ImportFromPem(pem);
            return rsa.VerifyData(Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), Base64Url(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    private static bool AudienceMatches(string? audience, string origin) => Uri.TryCreate(audience, UriKind.Absolute, out var uri)
        && (uri.Host is "login.salesforce.com" or "test.salesforce.com" || origin.EndsWith("//" + uri.Authority, StringComparison.OrdinalIgnoreCase) || uri.IsLoopback);

    private static byte[] Base64Url(string text)
    {
        var padded = text.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(padded.PadRight((padded.Length + 3) / 4 * 4, '='));
    }
}
