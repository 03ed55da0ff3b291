using System.Text;

namespace IntegrationAgent.Agent.Packages;

/// <summary>A driver in the store. Reading any of this loads no code of it.</summary>
public sealed class InstalledDriver
{
    private string? _manifestJson;
    private DriverManifest? _manifest;

    internal InstalledDriver(LockedDriver locked, string root)
    {
        Root = root;
        DriverId = locked.Id;
        PackageId = locked.PackageId;
        Version = locked.Version;
        Sha512 = locked.Packages[0].Sha512;
        SignaturePolicy = locked.SignaturePolicy;
        Packages = locked.Packages;
        ContentSha256 = locked.ContentSha256;
        ManifestSha256 = locked.ManifestSha256;
        Files = locked.Files;
        EntryAssembly = Path.Combine(root, locked.EntryAssembly);
        Capabilities = locked.Capabilities;
        AcceptedUnproven = locked.AcceptedUnproven;
        Examples = [.. locked.Files.Keys.Where(path => path.StartsWith(DriverPackage.ExamplesFolder, StringComparison.Ordinal))];
    }

    /// <summary>The id that the manifest states, for example <c>salesforce</c>.</summary>
    public string DriverId { get; }

    /// <summary>The package's id.</summary>
    public string PackageId { get; }

    /// <summary>The package's version, normalized.</summary>
    public string Version { get; }

    /// <summary>The SHA-512 of the package's file, in base64.</summary>
    public string Sha512 { get; }

    /// <summary>The policy under which it was installed.</summary>
    public SignaturePolicy SignaturePolicy { get; }

    /// <summary>The driver's package and everything it stands on, with hashes and signatures.</summary>
    public IReadOnlyList<LockedPackage> Packages { get; }

    /// <summary>One hash over every installed file; approvals bind it.</summary>
    public string ContentSha256 { get; }

    /// <summary>The SHA-256 of the manifest's text.</summary>
    public string ManifestSha256 { get; }

    /// <summary>The folder it stands in, absolute. Assemblies and native libraries are in <c>lib/</c>.</summary>
    public string Root { get; }

    /// <summary>Every file's SHA-256 in lower-case hex, by path relative to <see cref="Root"/>.</summary>
    public IReadOnlyDictionary<string, string> Files { get; }

    /// <summary>The assembly that holds the driver, absolute.</summary>
    public string EntryAssembly { get; }

    /// <summary>What its code can do, found without loading it.</summary>
    public IReadOnlyList<CapabilityFinding> Capabilities { get; }

    /// <summary>Abilities that a person accepted without a passing conformance claim.</summary>
    public IReadOnlyList<string> AcceptedUnproven { get; }

    /// <summary>What its author claims that the conformance kit found; null where the package has no claim.</summary>
    /// <exception cref="AgentException">E-PKG-CLAIM: the stored claim cannot be read.</exception>
    public ConformanceClaim? Claim => Files.ContainsKey(DriverPackage.ClaimPath) ? ClaimReader.Read(PackageId, Root) : null;

    /// <summary>The examples, relative to <see cref="Root"/>.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>The readme, absolute; null when the package has none.</summary>
    public string? ReadmePath => Files.ContainsKey(DriverPackage.ReadmePath) ? Path.Combine(Root, DriverPackage.ReadmePath) : null;

    /// <summary>The manifest's text.</summary>
    public string ManifestJson => _manifestJson ??= File.ReadAllText(Path.Combine(Root, DriverPackage.ManifestPath), Encoding.UTF8);

    /// <summary>The manifest.</summary>
    public DriverManifest Manifest => _manifest ??= ManifestReader.Parse(PackageId, ManifestJson);

    /// <summary>Hashes every file again, and compares the manifest that is read with the one in the assembly that runs. To be called before the driver is loaded, every time.</summary>
    /// <exception cref="AgentException">E-PKG-TAMPERED: something differs; E-PKG-STORE-MISSING: the folder is not there.</exception>
    public async Task VerifyFilesAsync(CancellationToken cancellationToken = default)
    {
        if (!Directory.Exists(Root))
            throw PackageErrors.StoreMissing(PackageId, Version);
        if (await StoreFolder.DifferenceAsync(Root, Files, cancellationToken).ConfigureAwait(false) is { } difference)
            throw PackageErrors.Tampered(PackageId, difference);

        var written = await File.ReadAllTextAsync(Path.Combine(Root, DriverPackage.ManifestPath), cancellationToken).ConfigureAwait(false);
        var carried = ManifestReader.ReadFromAssembly(EntryAssembly);
        if (carried.Count != 1 || carried[0] != written || ManifestReader.Hash(written) != ManifestSha256)
            throw PackageErrors.Tampered(PackageId, "the manifest is not the one that its assembly carries");
    }
}
