using System.Security.Cryptography;
using IntegrationAgent.Agent.Compatibility.Api;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Driver.Pack;
using NuGet.Frameworks;
using NuGet.Packaging;
using NuGet.Packaging.Core;
using NuGet.Versioning;

namespace IntegrationAgent.Agent.Compatibility;

/// <summary>Reads a version of a driver from a package, from an assembly or from a feed, by the rules of an installation. No code of it is loaded.</summary>
internal sealed class DriverFilesReader(CompatRequest request, string work)
{
    /// <summary>Where the kit keeps what it recorded.</summary>
    public const string ExchangesPath = ".intagent/exchanges.json";

    public async Task<DriverFiles> ReadAsync(string reference, string name, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(reference, request.BaseFolder);
        if (File.Exists(path))
            return path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? OfAssembly(path) : await OfPackageAsync(path, name, cancellationToken).ConfigureAwait(false);
        if (reference.Split('@') is not [{ Length: > 0 } id, var version] || request.Feeds.Count == 0)
            throw CompatErrors.Reference(reference);
        if (!NuGetVersion.TryParse(version, out var exact))
            throw PackageErrors.BadVersion(version);
        using var feeds = new FeedClient(request.Feeds, request.FeedTimeout);
        var known = await feeds.VersionsAsync(id, cancellationToken).ConfigureAwait(false);
        if (!known.Contains(exact))
            throw PackageErrors.NotFound(id, version, feeds.Names, [.. known.TakeLast(5).Select(each => each.ToNormalizedString())]);
        var file = Path.Combine(work, name + ".nupkg");
        await feeds.DownloadAsync(id, exact, file, cancellationToken).ConfigureAwait(false);
        return await OfPackageAsync(file, name, cancellationToken).ConfigureAwait(false);
    }

    private static DriverFiles OfAssembly(string path)
    {
        var file = Path.GetFileName(path);
        var image = File.ReadAllBytes(path);
        var manifestJson = Carried(file, image) is [var only] ? only : throw CompatErrors.Assembly(file, "it carries no manifest, or more than one");
        var manifest = ManifestReader.Parse(file, manifestJson);
        return new DriverFiles
        {
            Identity = new ComparedDriver(manifest.Package.Id, Normalized(file, manifest.Package.Version), Hash(image)),
            Manifest = manifest,
            ManifestJson = manifestJson,
            Assemblies = [new DriverAssembly(file, image)],
        };
    }

    private async Task<DriverFiles> OfPackageAsync(string path, string name, CancellationToken cancellationToken)
    {
        var shown = Path.GetFileName(path);
        var folder = Path.Combine(work, name);
        Directory.CreateDirectory(folder);
        var entries = await Packages.PackageExtractor.ExtractAsync(shown, path, folder, withDocuments: true, cancellationToken).ConfigureAwait(false);
        var (id, version, dependencies) = Nuspec(shown, path);
        List<DriverAssembly> assemblies = [.. entries
            .Where(entry => entry.Kind == PackageEntryKind.Assembly)
            .Select(entry => new DriverAssembly(entry.Source, File.ReadAllBytes(Path.Combine(folder, entry.Target))))];
        var manifests = assemblies.SelectMany(assembly => Carried(assembly.File, assembly.Image)).ToList();
        var manifestJson = manifests switch
        {
            [var only] => only,
            [] => throw PackageErrors.NotADriver(id, "none of its assemblies carries a manifest"),
            _ => throw PackageErrors.TwoDrivers(id, $"{manifests.Count} manifests in its assemblies"),
        };
        var exchanges = Path.Combine(folder, ExchangesPath);
        return new DriverFiles
        {
            Identity = new ComparedDriver(id, version, Hash(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false))),
            Manifest = ManifestReader.Parse(id, manifestJson),
            ManifestJson = manifestJson,
            Assemblies = assemblies,
            Dependencies = dependencies,
            ExchangesJson = File.Exists(exchanges) ? await File.ReadAllTextAsync(exchanges, cancellationToken).ConfigureAwait(false) : null,
            PackageFile = path,
        };
    }

    private static (string Id, string Version, IReadOnlyList<string> Dependencies) Nuspec(string shown, string path)
    {
        try
        {
            using var reader = new PackageArchiveReader(path);
            var nuspec = reader.NuspecReader;
            var nearest = NuGetFrameworkUtility.GetNearest(nuspec.GetDependencyGroups(), PackageResolver.Target, group => group.TargetFramework);
            return (
                nuspec.GetId(),
                nuspec.GetVersion().ToNormalizedString(),
                [.. (nearest?.Packages ?? []).Select(each => $"{each.Id} {each.VersionRange.ToNormalizedString()}").Order(StringComparer.Ordinal)]);
        }
        catch (Exception e) when (e is InvalidDataException or PackagingException or System.Xml.XmlException or ArgumentException)
        {
            throw PackageErrors.Entry("E-PKG-ARCHIVE", shown, "it is no readable package");
        }
    }

    private static IReadOnlyList<string> Carried(string file, byte[] image)
    {
        try
        {
            using var stream = new MemoryStream(image, writable: false);
            return ManifestAttributeReader.Read(stream);
        }
        catch (BadImageFormatException)
        {
            throw CompatErrors.Assembly(file, "it is no managed assembly");
        }
    }

    private static string Normalized(string file, string version) =>
        NuGetVersion.TryParse(version, out var parsed) ? parsed.ToNormalizedString() : throw CompatErrors.Assembly(file, "its manifest states no version");

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
