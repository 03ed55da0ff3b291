namespace IntegrationAgent.Agent.Packages;

/// <summary>The package that a driver was compiled for; a development package may add a prerelease label to the version.</summary>
public sealed class ManifestPackage
{
    /// <summary>The assembly's name.</summary>
    public string Assembly { get; set; } = "";

    /// <summary>The package's id.</summary>
    public string Id { get; set; } = "";

    /// <summary>The package's version.</summary>
    public string Version { get; set; } = "";
}
