namespace IntegrationAgent.Agent.Packages;

/// <summary>A way to authenticate, as the manifest declares it.</summary>
public sealed class ManifestAuthMethod
{
    /// <summary>The name, in snake_case.</summary>
    public string Name { get; init; } = "";

    /// <summary>When to choose it.</summary>
    public string Description { get; init; } = "";

    /// <summary>The scopes that it needs.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];
}
