using System.Security.Cryptography;
using System.Text;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Gets tokens by the method that the connection chose. Credentials are read anew each time, so that they can roll.</summary>
internal sealed class SalesforceTokens(SalesforceConnection connection, DriverContext context, ISalesforceLogin login)
{
    internal const string InstanceUrl = "instance_url";
    internal const string Scope = "scope";

    internal async ValueTask<TokenSession> OpenAsync(CancellationToken cancellationToken)
    {
        var seed = connection.Method == "refresh_token" ? (await RefreshAsync(cancellationToken).ConfigureAwait(false)).Reveal() : "";
        return new TokenSession(context.Tokens, context.TimeProvider, new TokenSessionOptions
        {
            Name = "salesforce",
            Acquire = AcquireAsync,
            CanRenew = connection.Method != "access_token",
            Rotates = connection.Method == "refresh_token",
            Seed = seed.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed)))[..16],
        });
    }

    private async ValueTask<SessionToken> AcquireAsync(SessionToken? last, CancellationToken cancellationToken)
    {
        if (connection.Method == "access_token")
            return new SessionToken { Access = await NeedAsync("SF_ACCESS_TOKEN", cancellationToken).ConfigureAwait(false) };
        var form = await FormAsync(last, cancellationToken).ConfigureAwait(false);

        // A refresh token that rotates is spent by being sent; every other way to sign in can be tried again.
        var idempotency = connection.Method == "refresh_token" ? CallIdempotency.Unsafe : CallIdempotency.Idempotent;
        TokenResponse response;
        try
        {
            response = await login.GetTokenAsync(form, idempotency, useReserve: true, cancellationToken).ConfigureAwait(false);
        }
        catch (SalesforceException refused) when (refused.Code == DriverErrorCode.AuthenticationFailed)
        {
            throw Refused(refused);
        }

        if (string.IsNullOrEmpty(response.AccessToken))
            throw new DriverException(DriverErrorCode.AuthenticationFailed, "The token endpoint answered without a token. Check login_url.") { Scope = ErrorScope.Connection, Target = "login_url" };
        CheckScopes(response.Scope);
        var properties = new Dictionary<string, string>();
        if (!string.IsNullOrEmpty(response.InstanceUrl))
            properties[InstanceUrl] = response.InstanceUrl;
        if (!string.IsNullOrEmpty(response.Scope))
            properties[Scope] = response.Scope;
        return new SessionToken
        {
            Access = new Secret(response.AccessToken),
            Refresh = response.RefreshToken is null ? last?.Refresh ?? Initial(form) : new Secret(response.RefreshToken),
            Properties = properties,
        };
    }

    /// <summary>A session without the scope would be refused call by call, with an error that does not name it.</summary>
    private void CheckScopes(string? granted)
    {
        if (string.IsNullOrEmpty(granted))
            return;
        var scopes = granted.Split(' ');
        if (!scopes.Contains("api") && !scopes.Contains("full"))
            throw Missing("api");
        if (connection.Method == "refresh_token" && !scopes.Contains("refresh_token") && !scopes.Contains("offline_access"))
            throw Missing("refresh_token");

        static DriverException Missing(string scope) => new(DriverErrorCode.PermissionDenied, $"The connected app was not granted the scope '{scope}'. Add it to the app's OAuth scopes, and sign in again.")
        {
            Scope = ErrorScope.Connection,
            Retry = RetryAdvice.AfterUserAction,
            Target = scope,
        };
    }

    private static Secret? Initial(Dictionary<string, string> form) => form.TryGetValue("refresh_token", out var token) ? new Secret(token) : null;

    private async ValueTask<Dictionary<string, string>> FormAsync(SessionToken? last, CancellationToken cancellationToken)
    {
        var clientId = (await NeedAsync("SF_CLIENT_ID", cancellationToken).ConfigureAwait(false)).Reveal();
        switch (connection.Method)
        {
            case "client_credentials":
                return new()
                {
                    ["grant_type"] = "client_credentials",
                    ["client_id"] = clientId,
                    ["client_secret"] = (await NeedAsync("SF_CLIENT_SECRET", cancellationToken).ConfigureAwait(false)).Reveal(),
                };
            case "jwt_bearer":
                var user = (await NeedAsync("SF_USERNAME", cancellationToken).ConfigureAwait(false)).Reveal();
                var key = await NeedAsync("SF_PRIVATE_KEY", cancellationToken).ConfigureAwait(false);
                return new()
                {
                    ["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer",
                    ["assertion"] = JwtAssertion.Create(clientId, user, connection.Audience, key, context.TimeProvider.GetUtcNow()),
                };
            default:
                var form = new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["client_id"] = clientId,
                    ["refresh_token"] = (last?.Refresh ?? await RefreshAsync(cancellationToken).ConfigureAwait(false)).Reveal(),
                };
                if (await context.Credentials.GetAsync("SF_CLIENT_SECRET", cancellationToken).ConfigureAwait(false) is { } secret)
                    form["client_secret"] = secret.Reveal();
                return form;
        }
    }

    /// <summary>The first refresh token: from a sign-in with a browser, which the host keeps among the tokens, or as the user gives it.</summary>
    private async ValueTask<Secret> RefreshAsync(CancellationToken cancellationToken) =>
        await context.Tokens.GetAsync(SignInAttribute.TokenName, cancellationToken).ConfigureAwait(false) is { } entry
            ? entry.Value
            : await NeedAsync("SF_REFRESH_TOKEN", cancellationToken).ConfigureAwait(false);

    private async ValueTask<Secret> NeedAsync(string name, CancellationToken cancellationToken) =>
        await context.Credentials.GetAsync(name, cancellationToken).ConfigureAwait(false) is { } secret && secret.Reveal().Length > 0
            ? secret
            : throw new DriverException(DriverErrorCode.AuthenticationFailed, $"The credential '{name}' is not set. Set it for this connection.")
            {
                Scope = ErrorScope.Connection,
                Retry = RetryAdvice.AfterUserAction,
                Target = name,
            };

    /// <summary>Says which credential to check.</summary>
    private SalesforceException Refused(SalesforceException error)
    {
        var target = error.ErrorCode switch
        {
            "invalid_client_id" => "SF_CLIENT_ID",
            "invalid_client" or "invalid_client_credentials" => "SF_CLIENT_SECRET",
            "unsupported_grant_type" => "login_url",
            _ => connection.Method switch
            {
                "jwt_bearer" => "SF_USERNAME",
                "refresh_token" => "SF_REFRESH_TOKEN",
                _ => "SF_CLIENT_SECRET",
            },
        };
        return new SalesforceException(error.Code, error.Message.Replace("(not named)", target, StringComparison.Ordinal), error)
        {
            Scope = ErrorScope.Connection,
            Retry = RetryAdvice.AfterUserAction,
            Target = target,
            ErrorCode = error.ErrorCode,
            StatusCode = error.StatusCode,
            Detail = error.Detail,
        };
    }
}
