namespace IntegrationAgent.Agent.Packages;

/// <summary>A credential of a connection, as the manifest declares it.</summary>
public sealed class ManifestCredential
{
    /// <summary>The name, as an environment variable.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whether the value must never be shown.</summary>
    public bool Secret { get; set; } = true;

    /// <summary>Whether the methods that use it cannot do without.</summary>
    public bool Required { get; set; } = true;

    /// <summary>Where the user finds it.</summary>
    public string Description { get; set; } = "";

    /// <summary>The methods that use it; empty for all.</summary>
    public IReadOnlyList<string> AuthMethods { get; set; } = [];
}
