namespace IntegrationAgent.Agent.Packages;

/// <summary>One driver in <c>drivers.lock.json</c>: everything that must be the same the next time.</summary>
internal sealed record LockedDriver
{
    public required string Id { get; init; }

    public required string PackageId { get; init; }

    public required string Version { get; init; }

    /// <summary>The feeds it was resolved from, in order.</summary>
    public IReadOnlyList<string> Feeds { get; set; } = [];

    public SignaturePolicy SignaturePolicy { get; set; }

    public IReadOnlyList<string> AcceptedCapabilities { get; set; } = [];

    /// <summary>Abilities that were accepted without a passing conformance claim.</summary>
    public IReadOnlyList<string> AcceptedUnproven { get; set; } = [];

    /// <summary>SHA-256 over paths and hashes of <see cref="Files"/>; the folder's name in the store.</summary>
    public required string ContentSha256 { get; init; }

    public required string ManifestSha256 { get; init; }

    /// <summary>The assembly with the driver, relative.</summary>
    public required string EntryAssembly { get; init; }

    /// <summary>The closure; the driver's own package first.</summary>
    public required IReadOnlyList<LockedPackage> Packages { get; init; }

    /// <summary>Every installed file with its SHA-256, by path.</summary>
    public required SortedDictionary<string, string> Files { get; init; }

    public IReadOnlyList<CapabilityFinding> Capabilities { get; set; } = [];
}
