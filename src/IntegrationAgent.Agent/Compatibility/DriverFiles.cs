using IntegrationAgent.Agent.Compatibility.Api;
using IntegrationAgent.Agent.Packages;

namespace IntegrationAgent.Agent.Compatibility;

/// <summary>One version of a driver as it was read.</summary>
internal sealed class DriverFiles
{
    public required ComparedDriver Identity { get; init; }

    public required DriverManifest Manifest { get; init; }

    public required string ManifestJson { get; init; }

    public required IReadOnlyList<DriverAssembly> Assemblies { get; init; }

    /// <summary>What the package needs, id and range, for the framework that drivers run on; null where only an assembly was given.</summary>
    public IReadOnlyList<string>? Dependencies { get; init; }

    /// <summary>What the conformance kit recorded; null where there is nothing.</summary>
    public string? ExchangesJson { get; init; }

    /// <summary>The package's file; null where only an assembly was given.</summary>
    public string? PackageFile { get; init; }
}
