using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>The signed statement of the JWT bearer flow.</summary>
internal static class JwtAssertion
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(3);

    internal static string Create(string clientId, string userName, string audience, Secret privateKey, DateTimeOffset now)
    {
        var payload = new MemoryStream();
        using (var writer = new Utf8JsonWriter(payload))
        {
            writer.WriteStartObject();
            writer.WriteString("iss", clientId);
            writer.WriteString("sub", userName);
            writer.WriteString("aud", audience);
            writer.WriteNumber("exp", (now + Lifetime).ToUnixTimeSeconds());
            writer.WriteEndObject();
        }

        var signed = $"{Base64Url.EncodeToString("""{"alg":"RS256"}"""u8)}.{Base64Url.EncodeToString(payload.GetBuffer().AsSpan(0, (int)payload.Length))}";
        using var key = Import(privateKey);
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static RSA Import(Secret privateKey)
    {
        var key = RSA.Create();
        try
        {
            // Files of environment variables often hold the line ends of a PEM as two characters.
            key.ImportFromPem(privateKey.Reveal().Replace("\\n", "\n", StringComparison.Ordinal));
            return key;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new DriverException(DriverErrorCode.AuthenticationFailed, "The credential 'SF_PRIVATE_KEY' is not an RSA private key in PEM form. Check it.")
            {
                Scope = ErrorScope.Connection,
                Retry = RetryAdvice.AfterUserAction,
                Target = "SF_PRIVATE_KEY",
            };
        }
    }
}
