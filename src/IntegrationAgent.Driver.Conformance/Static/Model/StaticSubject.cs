using System.Reflection;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>A driver as it lies on the disk: assembly, manifest, documents, package, dependencies, and what its last release promised.</summary>
internal sealed class StaticSubject
{
    public required Assembly Assembly { get; init; }

    public required AssemblyImage Image { get; init; }

    /// <summary>The manifests that the assembly carries; exactly one in a driver.</summary>
    public required IReadOnlyList<string> Carried { get; init; }

    public string ManifestJson => Carried[0];

    public required ManifestModel Manifest { get; init; }

    /// <summary>What is packed, or will be.</summary>
    public required PackageContent Package { get; init; }

    /// <summary>The last release's promise; null where the driver's project has none.</summary>
    public required Baseline? Baseline { get; init; }

    /// <summary>What the driver stands on, with everything under it; empty where that cannot be read.</summary>
    public required IReadOnlyList<Dependency> Dependencies { get; init; }

    /// <summary>Packages beyond the usual that the author answers for, with the reason for each.</summary>
    public IReadOnlyDictionary<string, string> AllowedDependencies { get; init; } = new Dictionary<string, string>();

    /// <summary>Public keys whose word on the build counts, by id.</summary>
    public IReadOnlyDictionary<string, string> ProvenanceKeys { get; init; } = new Dictionary<string, string>();

    public required DateOnly Today { get; init; }
}
