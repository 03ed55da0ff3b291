namespace IntegrationAgent.Agent.Packages;

/// <summary>Holds what the files of a driver can do against what its manifest declares.</summary>
internal static class CapabilityReport
{
    /// <summary>The SDK's own pipeline opens connections for every driver; that is what a driver's declared hosts are for.</summary>
    private const string Sdk = "IntegrationAgent.Driver.Authoring";

    public static IReadOnlyList<CapabilityFinding> Build(
        string folder,
        Dictionary<string, (string PackageId, PackageEntryKind Kind)> files,
        DriverManifest manifest,
        IReadOnlyList<string> accepted)
    {
        var declared = Declared(manifest);
        var findings = new List<CapabilityFinding>();
        foreach (var (file, (packageId, kind)) in files.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            foreach (var (capability, evidence) in Read(Path.Combine(folder, file), kind))
            {
                findings.Add(new CapabilityFinding
                {
                    Capability = capability,
                    PackageId = packageId,
                    File = file,
                    Evidence = evidence,
                    Declared = declared.Contains(capability) || (packageId == Sdk && capability == DriverCapability.Network),
                    Accepted = accepted.Contains(capability, StringComparer.Ordinal),
                });
            }
        }

        return findings;
    }

    /// <summary>What the manifest says by name, and what follows from the settings that the host opens the driver's process for.</summary>
    private static HashSet<string> Declared(DriverManifest manifest)
    {
        var declared = new HashSet<string>(manifest.Uses, StringComparer.Ordinal);
        if (manifest.Egress.Count > 0 || manifest.Settings.Any(setting => setting.Kind is "url" or "host"))
            declared.Add(DriverCapability.Network);
        if (manifest.Settings.Any(setting => setting.Kind == "file"))
            declared.Add(DriverCapability.Files);
        return declared;
    }

    private static IReadOnlyList<(string Capability, IReadOnlyList<string> Evidence)> Read(string path, PackageEntryKind kind)
    {
        switch (kind)
        {
            case PackageEntryKind.Native:
                return [(DriverCapability.NativeCode, [Path.GetFileName(path)])];

            case PackageEntryKind.Assembly:
                try
                {
                    using var stream = File.OpenRead(path);
                    return CapabilityScanner.Scan(stream);
                }
                catch (BadImageFormatException)
                {
                    return [(DriverCapability.NativeCode, ["a file that is no assembly"])];
                }

            default:
                return [];
        }
    }
}
