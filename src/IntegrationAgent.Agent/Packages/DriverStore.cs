namespace IntegrationAgent.Agent.Packages;

/// <summary>
/// The drivers of a workspace: what <c>drivers.lock.json</c> names, with the files in the store. Several processes may use one store.
/// </summary>
public sealed class DriverStore
{
    private readonly DriverStoreOptions _options;
    private readonly DriverLockFile _lock;
    private readonly string _store;

    /// <summary>Opens the drivers of a workspace; touches nothing.</summary>
    public DriverStore(DriverStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _lock = new DriverLockFile(Path.Combine(Path.GetFullPath(options.Workspace), "drivers.lock.json"));
        _store = Path.GetFullPath(options.StoreFolder ?? Path.Combine(options.Workspace, ".intagent", "store"));
    }

    /// <summary>Resolves, downloads, checks and installs a driver with everything it stands on, and locks it. An installed version of it is replaced.</summary>
    /// <exception cref="AgentException">An E-PKG code; nothing was changed.</exception>
    public async Task<InstalledDriver> AddAsync(AddDriverRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var gate = await StoreGate.EnterAsync(_store, cancellationToken).ConfigureAwait(false);
        var before = _lock.Read();
        var locked = await new DriverInstaller(_store, _options.FeedTimeout).InstallAsync(request, before, cancellationToken).ConfigureAwait(false);

        var replaced = before.Drivers.FirstOrDefault(driver => Same(driver.PackageId, locked.PackageId));
        Write(before.Drivers.Where(driver => driver != replaced).Append(locked));
        if (replaced is not null && replaced.ContentSha256 != locked.ContentSha256)
            Discard(replaced);
        return Installed(locked);
    }

    /// <summary>Fetches what the lock names and the store lacks or holds damaged, from the feeds in the lock, or from the given ones. Every package must have the sha512 of the lock.</summary>
    /// <returns>The drivers that were fetched.</returns>
    /// <exception cref="AgentException">An E-PKG code.</exception>
    public async Task<IReadOnlyList<InstalledDriver>> RestoreAsync(IReadOnlyList<string>? feeds = null, CancellationToken cancellationToken = default)
    {
        using var gate = await StoreGate.EnterAsync(_store, cancellationToken).ConfigureAwait(false);
        var before = _lock.Read();
        var restored = new List<InstalledDriver>();
        foreach (var driver in before.Drivers)
        {
            if (Directory.Exists(Folder(driver)) && await StoreFolder.DifferenceAsync(Folder(driver), driver.Files, cancellationToken).ConfigureAwait(false) is null)
                continue;

            StoreFolder.Delete(Folder(driver));
            var request = new AddDriverRequest
            {
                PackageId = driver.PackageId,
                VersionRange = driver.Version,
                Feeds = feeds ?? driver.Feeds,
                SignaturePolicy = driver.SignaturePolicy,
                AcceptedCapabilities = driver.AcceptedCapabilities,
                AcceptedUnproven = driver.AcceptedUnproven,
            };
            var fetched = await new DriverInstaller(_store, _options.FeedTimeout).InstallAsync(request, before, cancellationToken).ConfigureAwait(false);
            if (fetched.ContentSha256 != driver.ContentSha256)
                throw PackageErrors.LockMismatch($"{driver.PackageId} {driver.Version}");
            restored.Add(Installed(driver));
        }

        return restored;
    }

    /// <summary>Every locked driver, by driver id. Their files may be missing: <see cref="Get"/> and <see cref="VerifyAsync"/> say so.</summary>
    /// <exception cref="AgentException">E-PKG-LOCK-INVALID</exception>
    public IReadOnlyList<InstalledDriver> List() =>
        [.. _lock.Read().Drivers.OrderBy(driver => driver.Id, StringComparer.Ordinal).Select(Installed)];

    /// <summary>One driver, by its driver id or its package id.</summary>
    /// <exception cref="AgentException">E-PKG-NOT-INSTALLED, E-PKG-STORE-MISSING, E-PKG-LOCK-INVALID</exception>
    public InstalledDriver Get(string driverIdOrPackageId)
    {
        var locked = Find(driverIdOrPackageId, _lock.Read());
        return Directory.Exists(Folder(locked)) ? Installed(locked) : throw PackageErrors.StoreMissing(locked.PackageId, locked.Version);
    }

    /// <summary>Takes a driver out of the lock and the store.</summary>
    /// <exception cref="AgentException">E-PKG-NOT-INSTALLED, E-PKG-LOCK-INVALID</exception>
    public async Task RemoveAsync(string driverIdOrPackageId, CancellationToken cancellationToken = default)
    {
        using var gate = await StoreGate.EnterAsync(_store, cancellationToken).ConfigureAwait(false);
        var before = _lock.Read();
        var locked = Find(driverIdOrPackageId, before);
        Write(before.Drivers.Where(driver => driver != locked));
        Discard(locked);
    }

    /// <summary>Hashes every file of every locked driver again.</summary>
    /// <returns>The drivers that were verified.</returns>
    /// <exception cref="AgentException">E-PKG-TAMPERED, E-PKG-STORE-MISSING, E-PKG-LOCK-INVALID: the first that fails.</exception>
    public async Task<IReadOnlyList<InstalledDriver>> VerifyAsync(CancellationToken cancellationToken = default)
    {
        var drivers = List();
        foreach (var driver in drivers)
            await driver.VerifyFilesAsync(cancellationToken).ConfigureAwait(false);
        return drivers;
    }

    /// <summary>Driver packages that feeds offer, whose id or description holds <paramref name="term"/>; empty finds all.</summary>
    /// <exception cref="AgentException">E-PKG-FEED, E-PKG-FEED-INSECURE</exception>
    public async Task<IReadOnlyList<DriverSearchResult>> SearchAsync(string term, IReadOnlyList<string> feeds, bool prerelease = false, CancellationToken cancellationToken = default)
    {
        const int shown = 50;
        using var client = new FeedClient(feeds, _options.FeedTimeout);
        return await client.SearchAsync(term, prerelease, shown, cancellationToken).ConfigureAwait(false);
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static LockedDriver Find(string id, DriverLock content) =>
        content.Drivers.FirstOrDefault(driver => Same(driver.Id, id) || Same(driver.PackageId, id))
        ?? throw PackageErrors.NotInstalled(id, [.. content.Drivers.Select(driver => driver.Id)]);

    private void Write(IEnumerable<LockedDriver> drivers) =>
        _lock.Write(new DriverLock { Drivers = [.. drivers.OrderBy(driver => driver.PackageId, StringComparer.OrdinalIgnoreCase)] });

    /// <summary>Files in a store of several workspaces may be another's too.</summary>
    private void Discard(LockedDriver driver)
    {
        if (_options.StoreFolder is null)
            StoreFolder.Delete(Folder(driver));
    }

    private string Folder(LockedDriver driver) => Path.Combine(_store, driver.ContentSha256);

    private InstalledDriver Installed(LockedDriver driver) => new(driver, Folder(driver));
}
