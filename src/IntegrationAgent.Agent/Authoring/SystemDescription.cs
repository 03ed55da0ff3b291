using IntegrationAgent.Agent.Packages;

namespace IntegrationAgent.Agent.Authoring;

/// <summary>A connection with what its driver says about itself.</summary>
/// <param name="Name">The connection's name.</param>
/// <param name="Manifest">The driver's manifest.</param>
/// <param name="PackageId">The driver's package.</param>
/// <param name="Version">The package's version.</param>
/// <param name="Settings">The connection's settings; no secret among them.</param>
public sealed record SystemDescription(string Name, DriverManifest Manifest, string PackageId, string Version, IReadOnlyDictionary<string, string> Settings);
