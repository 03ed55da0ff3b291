using System.Security.Cryptography;
using NuGet.Packaging;
using NuGet.Packaging.Core;

namespace IntegrationAgent.Agent.Packages;

/// <summary>Brings one driver with its closure into the store. Whatever is refused leaves nothing behind.</summary>
internal sealed class DriverInstaller(string store, TimeSpan feedTimeout)
{
    public async Task<LockedDriver> InstallAsync(AddDriverRequest request, DriverLock known, CancellationToken cancellationToken)
    {
        try
        {
            return await FetchAsync(request, known, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PackageErrors.Store(store, e.Message, e);
        }
    }

    private async Task<LockedDriver> FetchAsync(AddDriverRequest request, DriverLock known, CancellationToken cancellationToken)
    {
        using var feeds = new FeedClient(request.Feeds, feedTimeout);
        var closure = await new PackageResolver(feeds).ResolveAsync(request.PackageId, request.VersionRange, cancellationToken).ConfigureAwait(false);

        // Only one process at a time is here, so whatever an interrupted one left can go.
        var work = Path.Combine(store, ".work");
        StoreFolder.Delete(work);
        var files = Path.Combine(work, "files");
        Directory.CreateDirectory(files);
        try
        {
            var packages = new List<LockedPackage>();
            var origin = new Dictionary<string, (string PackageId, PackageEntryKind Kind)>(StringComparer.Ordinal);
            foreach (var identity in closure)
            {
                var isRoot = packages.Count == 0;
                var file = Path.Combine(work, $"{identity.Id}.{identity.Version.ToNormalizedString()}.nupkg");
                await feeds.DownloadAsync(identity.Id, identity.Version, file, cancellationToken).ConfigureAwait(false);
                packages.Add(await CheckPackageAsync(identity, file, isRoot, request.SignaturePolicy, known, cancellationToken).ConfigureAwait(false));
                var entries = await PackageExtractor.ExtractAsync(Name(identity), file, files, withDocuments: isRoot, cancellationToken).ConfigureAwait(false);
                foreach (var entry in entries)
                    origin[entry.Target] = (identity.Id, entry.Kind);
            }

            return await KeepAsync(request, known, files, packages, origin, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            StoreFolder.Delete(work);
        }
    }

    private static async Task<LockedPackage> CheckPackageAsync(
        PackageIdentity identity,
        string file,
        bool isRoot,
        SignaturePolicy policy,
        DriverLock known,
        CancellationToken cancellationToken)
    {
        string sha512;
        var stream = File.OpenRead(file);
        await using (stream.ConfigureAwait(false))
            sha512 = Convert.ToBase64String(await SHA512.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));

        var version = identity.Version.ToNormalizedString();
        var locked = known.Drivers.SelectMany(driver => driver.Packages)
            .FirstOrDefault(package => string.Equals(package.Id, identity.Id, StringComparison.OrdinalIgnoreCase) && package.Version == version);
        if (locked is not null && locked.Sha512 != sha512)
            throw PackageErrors.LockMismatch(Name(identity));

        CheckNuspec(identity, file, isRoot);
        var signature = await PackageSignatures.VerifyAsync(Name(identity), file, policy, cancellationToken).ConfigureAwait(false);
        return new LockedPackage { Id = identity.Id, Version = version, Sha512 = sha512, Signature = signature };
    }

    private static void CheckNuspec(PackageIdentity identity, string file, bool isRoot)
    {
        try
        {
            using var reader = new PackageArchiveReader(file);
            var nuspec = reader.NuspecReader;
            if (nuspec.GetIdentity() is var inside && !inside.Equals(identity))
                throw PackageErrors.Entry("E-PKG-ARCHIVE", Name(identity), $"inside it calls itself {inside}");
            if (isRoot && !nuspec.GetPackageTypes().Any(type => type.Name == DriverPackage.PackageType))
                throw PackageErrors.NotADriver(identity.Id, $"its package type is not {DriverPackage.PackageType}");
        }
        catch (Exception e) when (e is InvalidDataException or PackagingException or System.Xml.XmlException)
        {
            throw PackageErrors.Entry("E-PKG-ARCHIVE", Name(identity), "it is no readable package");
        }
    }

    private async Task<LockedDriver> KeepAsync(
        AddDriverRequest request,
        DriverLock known,
        string files,
        List<LockedPackage> packages,
        Dictionary<string, (string PackageId, PackageEntryKind Kind)> origin,
        CancellationToken cancellationToken)
    {
        var root = packages[0];
        var (entryAssembly, manifestJson) = FindDriver(root.Id, files, origin);
        var manifest = ManifestReader.Parse(root.Id, manifestJson);
        ManifestReader.CheckContract(root.Id, manifest);
        if (known.Drivers.FirstOrDefault(driver => driver.Id == manifest.Id && !string.Equals(driver.PackageId, root.Id, StringComparison.OrdinalIgnoreCase)) is { } owner)
            throw PackageErrors.DriverIdTaken(manifest.Id, root.Id, owner.PackageId);

        var capabilities = CapabilityReport.Build(files, origin, manifest, request.AcceptedCapabilities);
        var undeclared = capabilities.Where(finding => finding is { Declared: false, Accepted: false }).ToList();
        if (undeclared.Count > 0)
            throw PackageErrors.Capability(root.Id, undeclared);

        ClaimReader.Check(root.Id, files, entryAssembly, manifestJson, manifest, request.AcceptedUnproven);
        var hashes = await StoreFolder.HashAsync(files, cancellationToken).ConfigureAwait(false);
        var digest = StoreFolder.Digest(hashes);
        var folder = Path.Combine(store, digest);
        if (Directory.Exists(folder) && await StoreFolder.DifferenceAsync(folder, hashes, cancellationToken).ConfigureAwait(false) is not null)
            StoreFolder.Delete(folder);
        if (!Directory.Exists(folder))
        {
            Directory.Move(files, folder);
            StoreFolder.MakeReadOnly(folder);
        }

        return new LockedDriver
        {
            Id = manifest.Id,
            PackageId = root.Id,
            Version = root.Version,
            Feeds = request.Feeds,
            SignaturePolicy = request.SignaturePolicy,
            AcceptedCapabilities = [.. request.AcceptedCapabilities.Order(StringComparer.Ordinal)],
            AcceptedUnproven = [.. request.AcceptedUnproven.Order(StringComparer.Ordinal)],
            ContentSha256 = digest,
            ManifestSha256 = ManifestReader.Hash(manifestJson),
            EntryAssembly = entryAssembly,
            Packages = packages,
            Files = hashes,
            Capabilities = capabilities,
        };
    }

    private static (string EntryAssembly, string ManifestJson) FindDriver(string packageId, string files, Dictionary<string, (string PackageId, PackageEntryKind Kind)> origin)
    {
        var carriers = new List<(string File, string Manifest)>();
        foreach (var (file, (package, kind)) in origin.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (kind != PackageEntryKind.Assembly)
                continue;
            foreach (var carried in ManifestReader.ReadFromAssembly(Path.Combine(files, file)))
            {
                if (package != packageId)
                    throw PackageErrors.TwoDrivers(packageId, $"it depends on {package}, which is a driver too");
                carriers.Add((file, carried));
            }
        }

        if (carriers.Count == 0)
            throw PackageErrors.NotADriver(packageId, "none of its assemblies carries a manifest");
        if (carriers.Count > 1)
            throw PackageErrors.TwoDrivers(packageId, string.Join(", ", carriers.Select(carrier => carrier.File)));

        var written = Path.Combine(files, DriverPackage.ManifestPath);
        if (!File.Exists(written))
            throw PackageErrors.NotADriver(packageId, $"it has no {DriverPackage.ManifestPath}");
        if (File.ReadAllText(written) != carriers[0].Manifest)
            throw PackageErrors.Manifest(packageId, $"{DriverPackage.ManifestPath} is not what {carriers[0].File} carries");
        return carriers[0];
    }

    private static string Name(PackageIdentity identity) => $"{identity.Id} {identity.Version.ToNormalizedString()}";
}
