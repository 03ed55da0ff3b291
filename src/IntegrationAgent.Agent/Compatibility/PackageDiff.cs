using IntegrationAgent.Agent.Packages;

namespace IntegrationAgent.Agent.Compatibility;

/// <summary>What a package carries beside its types: what its code can do, and what it needs.</summary>
internal static class PackageDiff
{
    public static IEnumerable<CompatFinding> Compare(DriverFiles old, DriverFiles @new)
    {
        var could = Capabilities(old).Select(found => found.Capability).ToHashSet(StringComparer.Ordinal);
        foreach (var (capability, file, evidence) in Capabilities(@new).Where(found => !could.Contains(found.Capability)))
            yield return new CompatFinding(CompatRules.Get("IAC0401"), file, capability, null, evidence);
        if (old.Dependencies is null || @new.Dependencies is null)
            yield break;
        foreach (var gone in old.Dependencies.Except(@new.Dependencies, StringComparer.Ordinal))
            yield return new CompatFinding(CompatRules.Get("IAC0402"), Nuspec(@new), gone.Split(' ')[0], gone, null);
        foreach (var come in @new.Dependencies.Except(old.Dependencies, StringComparer.Ordinal))
            yield return new CompatFinding(CompatRules.Get("IAC0402"), Nuspec(@new), come.Split(' ')[0], null, come);
    }

    private static string Nuspec(DriverFiles driver) => driver.Identity.PackageId + ".nuspec";

    private static IEnumerable<(string Capability, string File, string Evidence)> Capabilities(DriverFiles driver) =>
        from assembly in driver.Assemblies
        from found in Scan(assembly.Image)
        select (found.Capability, assembly.File, string.Join(", ", found.Evidence));

    private static IReadOnlyList<(string Capability, IReadOnlyList<string> Evidence)> Scan(byte[] image)
    {
        using var stream = new MemoryStream(image, writable: false);
        return CapabilityScanner.Scan(stream);
    }
}
