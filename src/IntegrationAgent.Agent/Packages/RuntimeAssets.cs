using System.Runtime.InteropServices;
using NuGet.Frameworks;

namespace IntegrationAgent.Agent.Packages;

/// <summary>Chooses, of a package's paths, the files that this machine's driver host needs; everything else stays in the package.</summary>
internal static class RuntimeAssets
{
    /// <summary>What to take, with where it goes: assemblies and native libraries into one flat <c>lib/</c>, as a load context looks for them.</summary>
    public static IReadOnlyList<PackageEntry> Select(IReadOnlyCollection<string> paths, bool withDocuments)
    {
        var taken = new Dictionary<string, PackageEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in Nearest(paths, "lib/"))
            taken[Path.GetFileName(path)] = new PackageEntry(path, $"lib/{Path.GetFileName(path)}", PackageEntryKind.Assembly);

        // Most specific last, so that it replaces the general one.
        foreach (var rid in Rids().Reverse())
        {
            foreach (var path in Nearest(paths, $"runtimes/{rid}/lib/"))
                taken[Path.GetFileName(path)] = new PackageEntry(path, $"lib/{Path.GetFileName(path)}", PackageEntryKind.Assembly);
            foreach (var path in paths.Where(path => IsDirectlyIn(path, $"runtimes/{rid}/native/")))
                taken[Path.GetFileName(path)] = new PackageEntry(path, $"lib/{Path.GetFileName(path)}", PackageEntryKind.Native);
        }

        var entries = taken.Values.Where(entry => !HostAssemblies.Owns(Path.GetFileNameWithoutExtension(entry.Target))).ToList();
        if (withDocuments)
        {
            entries.AddRange(paths
                .Where(path => path == DriverPackage.ReadmePath || path.StartsWith(".intagent/", StringComparison.Ordinal) || path.StartsWith(DriverPackage.ExamplesFolder, StringComparison.Ordinal))
                .Select(path => new PackageEntry(path, path, PackageEntryKind.Document)));
        }

        return [.. entries.OrderBy(entry => entry.Target, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Nearest(IReadOnlyCollection<string> paths, string folder)
    {
        var byFramework = paths
            .Where(path => path.StartsWith(folder, StringComparison.Ordinal) && path[folder.Length..].Contains('/', StringComparison.Ordinal))
            .GroupBy(path => path[folder.Length..].Split('/')[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => NuGetFramework.ParseFolder(group.Key), group => group.ToList());
        var nearest = new FrameworkReducer().GetNearest(PackageResolver.Target, byFramework.Keys);
        return nearest is null
            ? []
            : byFramework[nearest].Where(path => path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) && path[folder.Length..].Count(letter => letter == '/') == 1);
    }

    private static bool IsDirectlyIn(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal) && !path[folder.Length..].Contains('/', StringComparison.Ordinal);

    /// <summary>This machine's runtime identifiers, most specific first: linux-musl-x64 stands before linux-x64 only where it is one.</summary>
    private static IReadOnlyList<string> Rids()
    {
        var rid = RuntimeInformation.RuntimeIdentifier;
        var architecture = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        var family = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var musl = rid.Contains("musl", StringComparison.Ordinal) || rid.StartsWith("alpine", StringComparison.Ordinal);
        List<string> chain = [rid];
        chain.Add(musl ? $"linux-musl-{architecture}" : $"{family}-{architecture}");
        chain.Add(family);
        if (family != "win")
            chain.AddRange([$"unix-{architecture}", "unix"]);
        chain.Add("any");
        return [.. chain.Distinct(StringComparer.Ordinal)];
    }
}
