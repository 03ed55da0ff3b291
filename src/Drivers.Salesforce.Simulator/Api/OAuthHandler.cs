using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>The OAuth endpoints. Their errors are one object, unlike those of the data API.</summary>
internal sealed class OAuthHandler(SimulatorState state)
{
    private const string Scope = "refresh_token api web full";
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(3);

    public ApiResponse Handle(ApiRequest request)
    {
        try
        {
            return request.Segments[2].ToLowerInvariant() switch
            {
                "token" when request.Method == "POST" => Token(request),
                "revoke" => Revoke(request),
                "introspect" when request.Method == "POST" => Introspect(request),
                "userinfo" => UserInfo(request),
                _ => throw ApiError.NotFound(),
            };
        }
        catch (OAuthException exception)
        {
            var json = new JsonBuffer(256).Open().Property("error", exception.Error).Property("error_description", exception.Message).Close();
            return ApiResponse.Json(json, exception.Status);
        }
    }

    public static string? Bearer(ApiRequest request)
    {
        var header = request.Header("Authorization");
        if (header is null) return request.Get("oauth_token") ?? request.Get("access_token");
        var blank = header.IndexOf(' ', StringComparison.Ordinal);
        return blank > 0 && header[..blank] is var scheme && (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || scheme.Equals("OAuth", StringComparison.OrdinalIgnoreCase))
            ? header[(blank + 1)..].Trim()
            : null;
    }

    private ApiResponse Token(ApiRequest request)
    {
        var form = Form(request);
        return form.GetValueOrDefault("grant_type") switch
        {
            "client_credentials" => ClientCredentials(request, form),
            "urn:ietf:params:oauth:grant-type:jwt-bearer" => JwtBearer(request, form),
            "refresh_token" => Refresh(request, form),
            "password" => Password(request, form),
            null or "" => throw new OAuthException("unsupported_grant_type", "grant type not supported"),
            _ => throw new OAuthException("unsupported_grant_type", "grant type not supported"),
        };
    }

    private ApiResponse ClientCredentials(ApiRequest request, Dictionary<string, string> form)
    {
        CheckClient(form);
        return Issue(request, state.Sessions.NewGrant(), signed: true, refresh: null);
    }

    private ApiResponse Password(ApiRequest request, Dictionary<string, string> form)
    {
        CheckClient(form);
        if (form.GetValueOrDefault("username") != state.Options.Username || form.GetValueOrDefault("password") != state.Options.Password)
            throw new OAuthException("invalid_grant", "authentication failure - Invalid Password");
        return Issue(request, state.Sessions.NewGrant(), signed: true, refresh: null);
    }

    private ApiResponse Refresh(ApiRequest request, Dictionary<string, string> form)
    {
        if (form.GetValueOrDefault("client_id") != state.Options.ClientId) throw new OAuthException("invalid_client_id", "client identifier invalid");
        if (form.TryGetValue("client_secret", out var secret) && secret != state.Options.ClientSecret) throw new OAuthException("invalid_client", "invalid client credentials");
        var grant = state.Sessions.UseRefresh(form.GetValueOrDefault("refresh_token") ?? "") ?? throw new OAuthException("invalid_grant", "expired access/refresh token");
        return Issue(request, grant, signed: true, state.Options.RotateRefreshTokens ? state.Sessions.IssueRefresh(grant) : null);
    }

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
                using var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(pem);
                using var key = System.Security.Cryptography.X509Certificates.RSACertificateExtensions.GetRSAPublicKey(certificate);
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

    private void CheckClient(Dictionary<string, string> form)
    {
        if (form.GetValueOrDefault("client_id") != state.Options.ClientId) throw new OAuthException("invalid_client_id", "client identifier invalid");
        if (form.GetValueOrDefault("client_secret") != state.Options.ClientSecret) throw new OAuthException("invalid_client", "invalid client credentials");
    }

    private ApiResponse Issue(ApiRequest request, string grant, bool signed, string? refresh)
    {
        var token = state.Sessions.IssueAccess(state.OrganizationId, grant);
        var id = $"{request.Origin}/id/{state.OrganizationId}/{state.UserId}";
        var json = new JsonBuffer(1024).Open().Property("access_token", token);
        if (refresh is not null) json.Property("refresh_token", refresh);
        if (signed)
        {
            var issued = state.Clock.Now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            var key = Encoding.UTF8.GetBytes(state.Options.ClientSecret);
            json.Property("signature", Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(id + issued))));
            json.Property("scope", Scope).Property("instance_url", request.Origin).Property("id", id).Property("token_type", "Bearer").Property("issued_at", issued);
        }
        else
        {
            json.Property("scope", Scope).Property("instance_url", request.Origin).Property("id", id).Property("token_type", "Bearer");
        }

        return ApiResponse.Json(json.Close()).With("Cache-Control", "no-cache, no-store");
    }

    private ApiResponse Revoke(ApiRequest request)
    {
        var token = request.Method == "POST" ? Form(request).GetValueOrDefault("token") : request.Get("token");
        return token is not null && state.Sessions.Revoke(token) ? ApiResponse.Empty(200) : throw new OAuthException("invalid_token", "invalid token: " + (token is null ? "none given" : "unknown"));
    }

    private ApiResponse Introspect(ApiRequest request)
    {
        var form = Form(request);
        CheckClient(form);
        var token = form.GetValueOrDefault("token") ?? "";
        var json = new JsonBuffer(512).Open();
        if (!state.Sessions.IsValid(token)) return ApiResponse.Json(json.Property("active", false).Close());
        json.Property("active", true).Property("scope", Scope).Property("client_id", state.Options.ClientId).Property("username", state.Options.Username);
        json.Property("sub", $"{request.Origin}/id/{state.OrganizationId}/{state.UserId}").Property("token_type", "access_token");
        json.Property("exp", state.Sessions.ExpiryOf(token).GetValueOrDefault().ToUnixTimeSeconds());
        return ApiResponse.Json(json.Close());
    }

    private ApiResponse UserInfo(ApiRequest request)
    {
        if (Bearer(request) is not { } token || !state.Sessions.IsValid(token)) return ApiResponse.Text(403, "text/plain", "Bad_OAuth_Token");
        var user = state.Store.Get("User");
        var json = new JsonBuffer(1024).Open();
        json.Property("sub", $"{request.Origin}/id/{state.OrganizationId}/{state.UserId}").Property("user_id", state.UserId).Property("organization_id", state.OrganizationId);
        json.Property("preferred_username", state.Options.Username).Property("nickname", "integration").Property("name", ((TextColumn)user.Find("Name")!).Text(0)); // a standard field
        json.Property("email", ((TextColumn)user.Find("Email")!).Text(0)).Property("email_verified", true).Property("zoneinfo", state.Clock.Zone.Id).Property("locale", "en_US");
        json.Name("urls").Open().Property("rest", $"{request.Origin}/services/data/v{{version}}/").Property("query", $"{request.Origin}/services/data/v{{version}}/query/").Close();
        return ApiResponse.Json(json.Property("active", true).Property("user_type", "STANDARD").Property("language", "en_US").Property("is_app_installed", true).Close());
    }

    private static Dictionary<string, string> Form(ApiRequest request)
    {
        var form = new Dictionary<string, string>(request.Query, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in ApiRequest.ParseQuery(request.BodyText())) form[name] = value;
        if (request.Header("Authorization") is { } header && header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            try
            {
                var pair = Encoding.UTF8.GetString(Convert.FromBase64String(header[6..].Trim())).Split(':', 2);
                form["client_id"] = Uri.UnescapeDataString(pair[0]);
                form["client_secret"] = pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "";
            }
            catch (FormatException)
            {
                throw new OAuthException("invalid_client", "invalid client credentials");
            }
        }

        return form;
    }

    private static byte[] Base64Url(string text)
    {
        var padded = text.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(padded.PadRight((padded.Length + 3) / 4 * 4, '='));
    }
}
