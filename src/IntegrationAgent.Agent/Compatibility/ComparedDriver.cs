namespace IntegrationAgent.Agent.Compatibility;

/// <summary>One of the two versions, as the report names it.</summary>
/// <param name="PackageId">The package's id.</param>
/// <param name="Version">The version, normalized.</param>
/// <param name="Sha256">The SHA-256 of the file that was compared, in lower-case hexadecimal.</param>
public sealed record ComparedDriver(string PackageId, string Version, string Sha256);
