using System.Globalization;
using NuGet.Common;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Versioning;

namespace IntegrationAgent.Agent.Packages;

/// <summary>Asks folders and NuGet v3 servers. A package id comes from the first feed that knows it, so a later feed cannot shadow it.</summary>
internal sealed class FeedClient : IDisposable
{
    private const long LargestPackage = 256L * 1024 * 1024;

    private readonly IReadOnlyList<(string Name, SourceRepository Repository)> _feeds;
    private readonly TimeSpan _timeout;
    private readonly SourceCacheContext _cache = new() { DirectDownload = true, NoCache = true };
    private readonly HashSet<string> _reached = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Found> _known = new(StringComparer.OrdinalIgnoreCase);

    public FeedClient(IReadOnlyList<string> feeds, TimeSpan timeout)
    {
        _timeout = timeout;
        _feeds = [.. feeds.Select(feed => (feed, Repository.Factory.GetCoreV3(Check(feed))))];
    }

    public IEnumerable<string> Names => _feeds.Select(feed => feed.Name);

    public void Dispose() => _cache.Dispose();

    /// <summary>Every version of a package in the feed it comes from; empty when no feed knows it.</summary>
    public async Task<IReadOnlyList<NuGetVersion>> VersionsAsync(string id, CancellationToken cancellationToken) =>
        (await FindAsync(id, cancellationToken).ConfigureAwait(false))?.Versions ?? [];

    /// <summary>The feed that a package comes from.</summary>
    public async Task<string> FeedOfAsync(string id, CancellationToken cancellationToken) =>
        (await FindAsync(id, cancellationToken).ConfigureAwait(false))?.Feed ?? "";

    public async Task<FindPackageByIdDependencyInfo> DependenciesAsync(string id, NuGetVersion version, CancellationToken cancellationToken)
    {
        var found = await FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw PackageErrors.NotFound(id, version.ToString(), Names, []);
        return await AskAsync(found.Feed, token => found.Resource.GetDependencyInfoAsync(id, version, _cache, NullLogger.Instance, token), cancellationToken).ConfigureAwait(false)
            ?? throw PackageErrors.NotFound(id, version.ToString(), Names, []);
    }

    public async Task DownloadAsync(string id, NuGetVersion version, string path, CancellationToken cancellationToken)
    {
        var found = await FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw PackageErrors.NotFound(id, version.ToString(), Names, []);
        var file = new CappedFileStream(path, LargestPackage);
        await using (file.ConfigureAwait(false))
        {
            var copied = await AskAsync(found.Feed, token => found.Resource.CopyNupkgToStreamAsync(id, version, file, _cache, NullLogger.Instance, token), cancellationToken).ConfigureAwait(false);
            if (!copied)
                throw PackageErrors.NotFound(id, version.ToString(), Names, []);
        }
    }

    /// <summary>Driver packages whose id or description holds the term; at most <paramref name="take"/> of each feed.</summary>
    public async Task<IReadOnlyList<DriverSearchResult>> SearchAsync(string term, bool prerelease, int take, CancellationToken cancellationToken)
    {
        var results = new List<DriverSearchResult>();
        foreach (var (name, repository) in _feeds)
        {
            if (Directory.Exists(name))
            {
                results.AddRange(FolderSearch.Find(name, term, prerelease).Take(take));
                continue;
            }

            var resource = await AskAsync(name, token => repository.GetResourceAsync<PackageSearchResource>(token), cancellationToken).ConfigureAwait(false)
                ?? throw PackageErrors.FeedUnreachable(name, "it offers no search.");
            var filter = new SearchFilter(prerelease) { PackageType = DriverPackage.PackageType };
            var found = await AskAsync(name, token => resource.SearchAsync(term, filter, 0, take, NullLogger.Instance, token), cancellationToken).ConfigureAwait(false);
            results.AddRange(found.Select(package => new DriverSearchResult
            {
                PackageId = package.Identity.Id,
                Version = package.Identity.Version.ToNormalizedString(),
                Description = package.Description ?? "",
                Feed = name,
            }));
        }

        return [.. results.DistinctBy(result => result.PackageId, StringComparer.OrdinalIgnoreCase).OrderBy(result => result.PackageId, StringComparer.OrdinalIgnoreCase)];
    }

    private static string Check(string feed)
    {
        if (Uri.TryCreate(feed, UriKind.Absolute, out var address) && !address.IsFile)
        {
            if (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
                return feed;
            throw PackageErrors.FeedInsecure(feed);
        }

        return Directory.Exists(feed) ? Path.GetFullPath(feed) : throw PackageErrors.FeedUnreachable(feed, "there is no such folder.");
    }

    private async Task<Found?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(id, out var known))
            return known;

        foreach (var (name, repository) in _feeds)
        {
            var resource = await AskAsync(name, token => repository.GetResourceAsync<FindPackageByIdResource>(token), cancellationToken).ConfigureAwait(false)
                ?? throw PackageErrors.FeedUnreachable(name, "it is no NuGet v3 feed.");
            var versions = await AskAsync(name, token => resource.GetAllVersionsAsync(id, _cache, NullLogger.Instance, token), cancellationToken).ConfigureAwait(false);
            var list = versions?.Order().ToList() ?? [];
            if (list.Count > 0)
                return _known[id] = new Found(name, resource, list);
        }

        return null;
    }

    private async Task<T> AskAsync<T>(string feed, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeout);
        try
        {
            await ReachAsync(feed, limit.Token).ConfigureAwait(false);
            return await ask(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw PackageErrors.FeedUnreachable(feed, string.Create(CultureInfo.InvariantCulture, $"no answer within {_timeout.TotalSeconds:0} s."));
        }
        catch (Exception e) when (e is NuGetProtocolException or HttpRequestException or IOException or UnauthorizedAccessException or InvalidDataException or NuGet.Packaging.Core.PackagingException)
        {
            throw PackageErrors.FeedUnreachable(feed, Root(e).Message.TrimEnd('.') + ".", e);
        }
        catch (NotSupportedException e)
        {
            throw PackageErrors.FeedUnreachable(feed, "its search cannot ask for packages of one type; name the package in full.", e);
        }
    }

    /// <summary>Asks a server once, plainly: the package client would try a dead one for half a minute and then not say why.</summary>
    private async Task ReachAsync(string feed, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(feed, UriKind.Absolute, out var address) || address.IsFile || !_reached.Add(feed))
            return;

        using var client = new HttpClient();
        using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
    }

    private static Exception Root(Exception exception) => exception.InnerException is null ? exception : Root(exception.InnerException);

    private sealed record Found(string Feed, FindPackageByIdResource Resource, IReadOnlyList<NuGetVersion> Versions);
}
