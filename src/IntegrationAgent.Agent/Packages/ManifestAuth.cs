namespace IntegrationAgent.Agent.Packages;

/// <summary>A way to authenticate, as the manifest declares it.</summary>
public sealed class ManifestAuth
{
    /// <summary>The name, in snake_case.</summary>
    public string Name { get; set; } = "";

    /// <summary>When to choose it.</summary>
    public string Description { get; set; } = "";

    /// <summary>The scopes that it needs.</summary>
    public IReadOnlyList<string> Scopes { get; set; } = [];

    /// <summary>The credentials that it uses.</summary>
    public IReadOnlyList<string> Credentials { get; set; } = [];

    /// <summary>How a person signs in with a browser; null where that is not declared.</summary>
    public ManifestSignIn? SignIn { get; set; }
}
