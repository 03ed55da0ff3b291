using NuGet.Frameworks;
using NuGet.Packaging;
using NuGet.Packaging.Core;

namespace IntegrationAgent.Agent.Packages.Verification;

/// <summary>A package that was unpacked by the rules of an installation.</summary>
internal sealed class VerifiedPackage
{
    private DriverManifest? manifest;

    private VerifiedPackage()
    {
    }

    public required string Id { get; init; }

    public required string Version { get; init; }

    public required bool IsDriverType { get; init; }

    /// <summary>What it needs directly, by id.</summary>
    public required IReadOnlyList<string> Dependencies { get; init; }

    /// <summary>Every path in the archive.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>What an installation takes, by path in the store.</summary>
    public required IReadOnlyDictionary<string, PackageEntry> Entries { get; init; }

    /// <summary>Where it is unpacked.</summary>
    public required string Folder { get; init; }

    /// <summary>The manifests that assemblies carry.</summary>
    public required IReadOnlyList<(string File, string Json)> Carried { get; init; }

    public IEnumerable<string> Assemblies => Entries.Values.Where(entry => entry.Kind == PackageEntryKind.Assembly).Select(entry => entry.Target);

    /// <summary>The one manifest; null where there is none, several, or one that cannot be read.</summary>
    public DriverManifest? Manifest => manifest ??= Carried is [var only] ? Parse(only.Json) : null;

    public string FullPath(string entry) => Path.Combine(Folder, entry);

    public static async Task<VerifiedPackage> OpenAsync(string file, string folder, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(file);
        var entries = await Packages.PackageExtractor.ExtractAsync(name, file, folder, withDocuments: true, cancellationToken).ConfigureAwait(false);
        try
        {
            using var reader = new PackageArchiveReader(file);
            var nuspec = reader.NuspecReader;
            var nearest = NuGetFrameworkUtility.GetNearest(nuspec.GetDependencyGroups(), PackageResolver.Target, group => group.TargetFramework);
            return new VerifiedPackage
            {
                Id = nuspec.GetId(),
                Version = nuspec.GetVersion().ToNormalizedString(),
                IsDriverType = nuspec.GetPackageTypes().Any(type => type.Name == DriverPackage.PackageType),
                Dependencies = [.. (nearest?.Packages ?? []).Select(each => each.Id)],
                Paths = [.. reader.GetFiles()],
                Entries = entries.ToDictionary(entry => entry.Target, StringComparer.Ordinal),
                Folder = folder,
                Carried = [.. entries
                    .Where(entry => entry.Kind == PackageEntryKind.Assembly)
                    .SelectMany(entry => ManifestReader.ReadFromAssembly(Path.Combine(folder, entry.Target)).Select(json => (entry.Target, json)))],
            };
        }
        catch (Exception e) when (e is InvalidDataException or PackagingException or System.Xml.XmlException or ArgumentException)
        {
            throw PackageErrors.Entry("E-PKG-ARCHIVE", name, "it is no readable package");
        }
    }

    private DriverManifest? Parse(string json)
    {
        try
        {
            return ManifestReader.Parse(Id, json);
        }
        catch (AgentException)
        {
            return null;
        }
    }
}
