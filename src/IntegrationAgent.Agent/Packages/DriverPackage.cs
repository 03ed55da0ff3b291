namespace IntegrationAgent.Agent.Packages;

/// <summary>What makes a package a driver.</summary>
internal static class DriverPackage
{
    /// <summary>The package type in its nuspec.</summary>
    public const string PackageType = "IntegrationAgentDriver";

    /// <summary>The manifest's path, in the package and in the store.</summary>
    public const string ManifestPath = ".intagent/driver.json";

    /// <summary>The path of the author's conformance claim, in the package and in the store.</summary>
    public const string ClaimPath = ".intagent/conformance.json";

    /// <summary>The readme's path, in the package and in the store.</summary>
    public const string ReadmePath = "README.md";

    /// <summary>Where examples are, in the package and in the store.</summary>
    public const string ExamplesFolder = "examples/";
}
