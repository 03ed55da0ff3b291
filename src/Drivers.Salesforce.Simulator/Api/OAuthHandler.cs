using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>The OAuth endpoints. Their errors are one object, unlike those of the data API.</summary>
internal sealed partial class OAuthHandler(SimulatorState state)
{
    private const string Scope = "refresh_token api web full";

    public ApiResponse Handle(ApiRequest request)
    {
        try
        {
            return request.Segments[2].ToLowerInvariant() switch
            {
                "token" when request.Method == "POST" => Token(request),
                "authorize" when request.Method is "GET" or "POST" => Authorize(request),
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

    /// <summary>Where the OAuth endpoints are, as OpenID discovery says it.</summary>
    public static ApiResponse Configuration(ApiRequest request) => ApiResponse.Json(new JsonBuffer(512).Open()
        .Property("issuer", request.Origin)
        .Property("authorization_endpoint", $"{request.Origin}/services/oauth2/authorize")
        .Property("token_endpoint", $"{request.Origin}/services/oauth2/token")
        .Property("revocation_endpoint", $"{request.Origin}/services/oauth2/revoke")
        .Property("userinfo_endpoint", $"{request.Origin}/services/oauth2/userinfo")
        .Close());

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
            "authorization_code" => AuthorizationCode(request, form),
            "password" => Password(request, form),
            null or "" => throw new OAuthException("unsupported_grant_type", "grant type not supported"),
            _ => throw new OAuthException("unsupported_grant_type", "grant type not supported"),
        };
    }

    /// <summary>Approves at once, as a user who has approved the app before, or denies, and sends the browser back.</summary>
    private ApiResponse Authorize(ApiRequest request)
    {
        var form = Form(request);
        if (form.GetValueOrDefault("client_id") != state.Options.ClientId) throw new OAuthException("invalid_client_id", "client identifier invalid");
        if (form.GetValueOrDefault("redirect_uri") is not { } redirect || !Uri.TryCreate(redirect, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || redirect.AsSpan().ContainsAny('\r', '\n'))
            throw new OAuthException("redirect_uri_mismatch", "redirect_uri must match configuration");
        var answer = Answer(form, redirect);
        if (form.TryGetValue("state", out var given)) answer += "&state=" + Uri.EscapeDataString(given);
        return ApiResponse.Empty(302).With("Location", uri.AbsoluteUri + (uri.Query.Length > 0 ? "&" : "?") + answer);
    }

    private string Answer(Dictionary<string, string> form, string redirect)
    {
        if (form.GetValueOrDefault("response_type") != "code") return Error("unsupported_response_type", "response type not supported");
        if (form.GetValueOrDefault("code_challenge_method") is not (null or "S256")) return Error("invalid_request", "unsupported code challenge method");
        if (!state.Options.ApproveSignIns) return Error("access_denied", "end-user denied authorization");
        return "code=" + Uri.EscapeDataString(state.Authorizations.Issue(redirect, form.GetValueOrDefault("code_challenge"), form.GetValueOrDefault("scope")));

        static string Error(string error, string description) => $"error={error}&error_description={Uri.EscapeDataString(description)}";
    }

    private ApiResponse AuthorizationCode(ApiRequest request, Dictionary<string, string> form)
    {
        if (form.GetValueOrDefault("client_id") != state.Options.ClientId) throw new OAuthException("invalid_client_id", "client identifier invalid");
        if (form.TryGetValue("client_secret", out var secret) && secret != state.Options.ClientSecret) throw new OAuthException("invalid_client", "invalid client credentials");
        if (!state.Authorizations.Redeem(form.GetValueOrDefault("code") ?? "", form.GetValueOrDefault("redirect_uri"), form.GetValueOrDefault("code_verifier"), out var scope))
            throw new OAuthException("invalid_grant", "invalid authorization code or code verifier");
        var grant = state.Sessions.NewGrant();
        // Without that scope there is no refresh token; an app that asks for no scopes gets all of its own.
        var isOffline = scope is null || scope.Split(' ') is var asked && (asked.Contains("refresh_token") || asked.Contains("offline_access"));
        return Issue(request, grant, signed: true, isOffline ? state.Sessions.IssueRefresh(grant) : null, scope);
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

    private void CheckClient(Dictionary<string, string> form)
    {
        if (form.GetValueOrDefault("client_id") != state.Options.ClientId) throw new OAuthException("invalid_client_id", "client identifier invalid");
        if (form.GetValueOrDefault("client_secret") != state.Options.ClientSecret) throw new OAuthException("invalid_client", "invalid client credentials");
    }

    private ApiResponse Issue(ApiRequest request, string grant, bool signed, string? refresh, string? scope = null)
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
            json.Property("scope", scope ?? Scope).Property("instance_url", request.Origin).Property("id", id).Property("token_type", "Bearer").Property("issued_at", issued);
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
}
