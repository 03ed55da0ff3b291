using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Cli.App;

namespace IntegrationAgent.Cli.Commands;

/// <summary>Installing and removing drivers with their events in the audit.</summary>
internal static class DriverWork
{
    public static DriverStore Store(CommandSession session)
    {
        var paths = session.OpenWorkspace().Paths;
        return new DriverStore(new DriverStoreOptions { Workspace = paths.Root, StoreFolder = paths.PackageStore });
    }

    /// <summary>The feeds to use; folders become absolute.</summary>
    public static IReadOnlyList<string> Feeds(CommandSession session, IReadOnlyList<string>? named)
    {
        var workspace = session.OpenWorkspace();
        return named is { Count: > 0 }
            ? [.. named.Select(feed => IsAddress(feed) ? feed : session.FullPath(feed))]
            : [.. workspace.Configuration.Feeds.Select(feed => IsAddress(feed) ? feed : Path.GetFullPath(feed, workspace.Paths.Root))];
    }

    /// <summary>The named feeds, or those of the workspace where this folder is one: for what authors and reviewers do without a workspace.</summary>
    public static IReadOnlyList<string> FeedsOutside(CommandSession session, IReadOnlyList<string>? named)
    {
        if (named is { Count: > 0 })
            return [.. named.Select(feed => IsAddress(feed) ? feed : session.FullPath(feed))];
        return File.Exists(Path.Combine(session.WorkspaceFolder, "intagent.json")) ? Feeds(session, null) : [];
    }

    public static async Task<InstalledDriver> AddAsync(
        CommandSession session,
        string id,
        string? version,
        IReadOnlyList<string> feeds,
        IReadOnlyList<string> accepted,
        IReadOnlyList<string> unproven,
        SignaturePolicy signatures,
        CancellationToken cancellationToken)
    {
        var host = await session.HostAsync(cancellationToken).ConfigureAwait(false);
        var packageId = await FullIdAsync(host.Drivers, id, feeds, cancellationToken).ConfigureAwait(false);
        var pair = await host.Store.Audit.IntendAsync(
            new AuditEvent { Type = AuditEventTypes.DriverInstalled, Actor = "user", Subject = packageId, Data = new Dictionary<string, string> { ["version"] = version ?? "", ["feeds"] = string.Join(' ', feeds) } },
            cancellationToken).ConfigureAwait(false);
        try
        {
            var driver = await host.Drivers.AddAsync(
                new AddDriverRequest
                {
                    PackageId = packageId,
                    VersionRange = version ?? BuiltVersion(packageId, feeds),
                    Feeds = feeds,
                    SignaturePolicy = signatures,
                    AcceptedCapabilities = accepted,
                    AcceptedUnproven = unproven,
                },
                cancellationToken).ConfigureAwait(false);
            await host.Store.Audit.CloseAsync(
                pair,
                AuditPhase.Done,
                new Dictionary<string, string> { ["version"] = driver.Version, ["sha512"] = driver.Sha512, ["content"] = driver.ContentSha256, ["accepted"] = string.Join(' ', accepted), ["unproven"] = string.Join(' ', unproven), ["claim"] = driver.Claim?.Outcome ?? "none" },
                cancellationToken).ConfigureAwait(false);
            return driver;
        }
        catch (Exception exception)
        {
            var code = exception is Agent.AgentException agent ? agent.Code : exception.GetType().Name;
            await host.Store.Audit.CloseAsync(pair, AuditPhase.Failed, new Dictionary<string, string> { ["code"] = code }, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    public static async Task RemoveAsync(CommandSession session, string id, CancellationToken cancellationToken)
    {
        var host = await session.HostAsync(cancellationToken).ConfigureAwait(false);
        await host.Drivers.RemoveAsync(id, cancellationToken).ConfigureAwait(false);
        await host.Store.Audit.AppendAsync(new AuditEvent { Type = AuditEventTypes.DriverRemoved, Actor = "user", Subject = id }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The package that a short name means: the only one whose id ends with it.</summary>
    private static async Task<string> FullIdAsync(DriverStore store, string id, IReadOnlyList<string> feeds, CancellationToken cancellationToken)
    {
        if (id.Contains('.', StringComparison.Ordinal))
            return id;
        var found = await store.SearchAsync(id, feeds, prerelease: true, cancellationToken).ConfigureAwait(false);
        var matches = found.Where(one => one.PackageId.EndsWith("." + id, StringComparison.OrdinalIgnoreCase)).ToList();
        return matches.Count == 1 ? matches[0].PackageId : id;
    }

    /// <summary>A folder that a build of this checkout filled holds several builds: the last one is meant.</summary>
    private static string? BuiltVersion(string packageId, IReadOnlyList<string> feeds)
    {
        foreach (var folder in feeds.Where(feed => !IsAddress(feed) && File.Exists(Path.Combine(feed, "feed.json"))))
        {
            var feed = LocalFeed.Open(folder);
            if (feed.Packages.Contains(packageId, StringComparer.OrdinalIgnoreCase))
                return feed.Version;
        }

        return null;
    }

    private static bool IsAddress(string feed) => feed.Contains("://", StringComparison.Ordinal);
}
