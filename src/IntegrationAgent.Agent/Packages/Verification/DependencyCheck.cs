using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using NuGet.Packaging.Core;
using NuGet.Versioning;

namespace IntegrationAgent.Agent.Packages.Verification;

/// <summary>Every assembly that the code refers to comes from the host, from the package, or from a package that it names.</summary>
internal static class DependencyCheck
{
    public static async Task<VerificationCheck> RunAsync(VerifiedPackage package, VerifyPackageRequest request, CancellationToken cancellationToken)
    {
        var own = package.Assemblies.Select(path => Path.GetFileNameWithoutExtension(path)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var references = package.Assemblies.SelectMany(path => References(package, path)).DistinctBy(pair => (pair.File, pair.Reference)).ToList();
        var open = references
            .Where(pair => !own.Contains(pair.Reference) && !HostAssemblies.Owns(pair.Reference) && !HostAssemblies.Provides(pair.Reference, VersionRange.All))
            .Where(pair => !package.Dependencies.Contains(pair.Reference, StringComparer.OrdinalIgnoreCase))
            .OrderBy(pair => pair.Reference, StringComparer.Ordinal)
            .ToList();
        if (open.Count == 0)
            return new VerificationCheck("dependencies", references.Count, []);
        if (package.Dependencies.Count == 0)
            return new VerificationCheck("dependencies", references.Count, [.. open.Select(Missing)]);
        if (request.Feeds.Count == 0)
        {
            var names = string.Join(", ", open.Select(pair => pair.Reference).Distinct(StringComparer.Ordinal));
            return new VerificationCheck("dependencies", references.Count, [], $"Whether {names} comes with a dependency was not looked up: name a feed with --feed.");
        }

        return await WithClosureAsync(package, request, references.Count, open, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<VerificationCheck> WithClosureAsync(
        VerifiedPackage package, VerifyPackageRequest request, int observed, List<(string File, string Reference)> open, CancellationToken cancellationToken)
    {
        // The package itself is in no feed yet: it is resolved from its own folder.
        var self = Directory.CreateDirectory(Path.Combine(package.Folder, ".self")).FullName;
        File.Copy(request.PackageFile, Path.Combine(self, $"{package.Id}.{package.Version}.nupkg"), overwrite: true);
        using var feeds = new FeedClient([self, .. request.Feeds], request.FeedTimeout);
        try
        {
            var closure = await new PackageResolver(feeds).ResolveAsync(package.Id, package.Version, cancellationToken).ConfigureAwait(false);
            var offered = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var identity in closure.Skip(1))
                offered.UnionWith(await AssembliesOfAsync(feeds, identity, package.Folder, cancellationToken).ConfigureAwait(false));
            return new VerificationCheck("dependencies", observed, [.. open.Where(pair => !offered.Contains(pair.Reference)).Select(Missing)]);
        }
        catch (AgentException refusal) when (refusal.Code is "E-PKG-NOT-FOUND" or "E-PKG-CONFLICT")
        {
            return new VerificationCheck("dependencies", observed, [VerificationErrors.Dependency(refusal.Message.TrimEnd('.'))]);
        }
    }

    private static async Task<IEnumerable<string>> AssembliesOfAsync(FeedClient feeds, PackageIdentity identity, string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, ".closure.nupkg");
        await feeds.DownloadAsync(identity.Id, identity.Version, file, cancellationToken).ConfigureAwait(false);
        try
        {
            using var archive = System.IO.Compression.ZipFile.OpenRead(file);
            var paths = PackageEntryRules.Check(identity.Id, archive);
            return RuntimeAssets.Select([.. paths.Keys], withDocuments: false).Select(entry => Path.GetFileNameWithoutExtension(entry.Target));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static VerificationProblem Missing((string File, string Reference) pair) =>
        VerificationErrors.Dependency($"{Path.GetFileName(pair.File)} refers to {pair.Reference}, which neither the package nor what it needs brings");

    private static IEnumerable<(string File, string Reference)> References(VerifiedPackage package, string path)
    {
        using var image = new PEReader(File.OpenRead(package.FullPath(path)));
        if (!image.HasMetadata)
            return [];
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => (path, metadata.GetString(metadata.GetAssemblyReference(handle).Name)))];
    }
}
