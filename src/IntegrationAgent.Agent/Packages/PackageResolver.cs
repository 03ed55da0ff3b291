using NuGet.Frameworks;
using NuGet.Packaging;
using NuGet.Packaging.Core;
using NuGet.Versioning;

namespace IntegrationAgent.Agent.Packages;

/// <summary>Chooses the version of every package that a driver stands on: the lowest that satisfies everything that needs it.</summary>
internal sealed class PackageResolver(FeedClient feeds)
{
    private const int MostRounds = 64;
    private const int MostPackages = 200;

    /// <summary>The framework that drivers run on.</summary>
    public static NuGetFramework Target { get; } = NuGetFramework.Parse("net10.0");

    /// <summary>The root first, then what it needs, by id.</summary>
    public async Task<IReadOnlyList<PackageIdentity>> ResolveAsync(string packageId, string? versions, CancellationToken cancellationToken)
    {
        var root = await ChooseRootAsync(packageId, versions, cancellationToken).ConfigureAwait(false);
        var chosen = new Dictionary<string, NuGetVersion>(StringComparer.OrdinalIgnoreCase);
        for (var round = 0; round < MostRounds; round++)
        {
            var wanted = await CollectAsync(root, chosen, cancellationToken).ConfigureAwait(false);
            var next = new Dictionary<string, NuGetVersion>(StringComparer.OrdinalIgnoreCase);
            foreach (var (id, ranges) in wanted)
                next[id] = await LowestAsync(id, ranges, cancellationToken).ConfigureAwait(false);

            if (next.Count == chosen.Count && next.All(entry => chosen.TryGetValue(entry.Key, out var version) && version == entry.Value))
                return [root, .. next.OrderBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase).Select(entry => new PackageIdentity(entry.Key, entry.Value))];
            chosen = next;
        }

        throw PackageErrors.Conflict(packageId, ["its dependencies keep changing each other"]);
    }

    private async Task<PackageIdentity> ChooseRootAsync(string packageId, string? versions, CancellationToken cancellationToken)
    {
        var known = await feeds.VersionsAsync(packageId, cancellationToken).ConfigureAwait(false);
        NuGetVersion? best;
        if (versions is null)
        {
            best = known.LastOrDefault(version => !version.IsPrerelease) ?? (known.Count == 0 ? null : known[^1]);
        }
        else if (NuGetVersion.TryParse(versions, out var exact))
        {
            best = known.FirstOrDefault(version => version == exact);
        }
        else if (VersionRange.TryParse(versions, out var range))
        {
            best = known.LastOrDefault(range.Satisfies);
        }
        else
        {
            throw PackageErrors.BadVersion(versions);
        }

        return best is null
            ? throw PackageErrors.NotFound(packageId, versions, feeds.Names, [.. known.TakeLast(5).Select(version => version.ToNormalizedString())])
            : new PackageIdentity(packageId, best);
    }

    /// <summary>Every range asked for when the packages chosen so far are walked from the root.</summary>
    private async Task<Dictionary<string, List<(VersionRange Range, string By)>>> CollectAsync(
        PackageIdentity root,
        Dictionary<string, NuGetVersion> chosen,
        CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<string, List<(VersionRange, string)>>(StringComparer.OrdinalIgnoreCase);
        var next = new Queue<PackageIdentity>([root]);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { root.Id };
        while (next.TryDequeue(out var package))
        {
            var info = await feeds.DependenciesAsync(package.Id, package.Version, cancellationToken).ConfigureAwait(false);
            foreach (var dependency in Nearest(info.DependencyGroups))
            {
                if (HostAssemblies.Provides(dependency.Id, dependency.VersionRange) || string.Equals(dependency.Id, root.Id, StringComparison.OrdinalIgnoreCase))
                    continue;

                if (!wanted.TryGetValue(dependency.Id, out var ranges))
                    wanted[dependency.Id] = ranges = [];
                ranges.Add((dependency.VersionRange, package.Id));
                if (seen.Count > MostPackages)
                    throw PackageErrors.Entry("E-PKG-BOMB", root.Id, $"it needs more than {MostPackages} packages");
                if (!seen.Add(dependency.Id))
                    continue;

                var version = chosen.TryGetValue(dependency.Id, out var known) ? known : await LowestAsync(dependency.Id, ranges, cancellationToken).ConfigureAwait(false);
                next.Enqueue(new PackageIdentity(dependency.Id, version));
            }
        }

        return wanted;
    }

    private static IEnumerable<PackageDependency> Nearest(IEnumerable<PackageDependencyGroup> groups)
    {
        var list = groups.ToList();
        var nearest = NuGetFrameworkUtility.GetNearest(list, Target, group => group.TargetFramework);
        return nearest?.Packages ?? [];
    }

    private async Task<NuGetVersion> LowestAsync(string id, List<(VersionRange Range, string By)> ranges, CancellationToken cancellationToken)
    {
        var known = await feeds.VersionsAsync(id, cancellationToken).ConfigureAwait(false);
        if (known.Count == 0)
            throw PackageErrors.NotFound(id, $"(needed by {ranges[0].By})", feeds.Names, []);

        return known.FirstOrDefault(version => ranges.All(wanted => wanted.Range.Satisfies(version)))
            ?? throw PackageErrors.Conflict(id, ranges.Select(wanted => $"{wanted.By} needs {wanted.Range.ToNormalizedString()}").Append($"there are {string.Join(", ", known.TakeLast(5))}"));
    }
}
