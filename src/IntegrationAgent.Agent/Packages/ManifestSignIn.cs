namespace IntegrationAgent.Agent.Packages;

/// <summary>How a person signs in with a browser, as the manifest declares it. Settings stand in braces in the addresses.</summary>
public sealed class ManifestSignIn
{
    /// <summary>Where the person signs in.</summary>
    public string AuthorizeUrl { get; set; } = "";

    /// <summary>Where the code is exchanged for tokens.</summary>
    public string TokenUrl { get; set; } = "";

    /// <summary>The credential that holds the client's id.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The credential that holds the client's secret, sent where it is set; empty for none.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>The credential that need not be set after a sign-in; empty for none.</summary>
    public string Token { get; set; } = "";
}
