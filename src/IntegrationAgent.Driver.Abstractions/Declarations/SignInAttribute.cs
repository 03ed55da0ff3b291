namespace IntegrationAgent.Driver;

/// <summary>
/// Declares that a person can sign in with a browser, by the authorization code of OAuth 2.0 with PKCE (RFC 7636). The host does it when a connection is made, and
/// keeps the refresh token among the connection's tokens (<see cref="ITokenStore"/>) under the name <see cref="TokenName"/>; the driver takes it from there.
/// </summary>
/// <remarks>
/// An address may hold names of settings in braces, for example <c>{login_url}/oauth2/token</c>. It must begin with https, or lead to the user's own machine, and
/// its host must come from a setting or be declared by <see cref="EgressAttribute"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SignInAttribute : Attribute
{
    /// <summary>The name of the entry of the token store that holds the refresh token of the sign-in.</summary>
    public const string TokenName = "sign_in";

    /// <summary>Names the <see cref="AuthMethodAttribute"/> whose token a sign-in gets.</summary>
    public SignInAttribute(string authMethod) => AuthMethod = authMethod;

    /// <summary>The name of the auth method; its scopes are asked for.</summary>
    public string AuthMethod { get; }

    /// <summary>Where the person signs in.</summary>
    public string AuthorizeUrl { get; set; } = "";

    /// <summary>Where the code is exchanged for tokens.</summary>
    public string TokenUrl { get; set; } = "";

    /// <summary>The name of the credential that holds the client's id.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The name of the credential that holds the client's secret, sent where the user has set it; empty for none.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>The name of the credential that need not be set after a sign-in; empty for none.</summary>
    public string Token { get; set; } = "";
}
