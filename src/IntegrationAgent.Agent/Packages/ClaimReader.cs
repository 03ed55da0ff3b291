using System.Text;
using System.Text.Json;
using IntegrationAgent.Driver.Pack;

namespace IntegrationAgent.Agent.Packages;

/// <summary>Reads an author's conformance claim, and holds it against what is installed.</summary>
internal static class ClaimReader
{
    private const int LongestClaim = 1024 * 1024;

    /// <summary>The claim in a folder of installed files; null where the package has none.</summary>
    /// <exception cref="AgentException">E-PKG-CLAIM: it cannot be read.</exception>
    public static ConformanceClaim? Read(string packageId, string folder)
    {
        var path = Path.Combine(folder, DriverPackage.ClaimPath);
        return File.Exists(path) ? Parse(packageId, Text(packageId, path)) : null;
    }

    /// <summary>Refuses a claim that is of another build, and a capability that no claim proves and nobody accepted.</summary>
    /// <exception cref="AgentException">E-PKG-CLAIM, E-PKG-UNPROVEN</exception>
    public static void Check(string packageId, string folder, string entryAssembly, string manifestJson, DriverManifest manifest, IReadOnlyList<string> acceptedUnproven)
    {
        var claim = Read(packageId, folder);
        if (claim is not null)
        {
            var assembly = Path.Combine(folder, entryAssembly);
            var differences = ClaimBinding.Compare(Text(packageId, Path.Combine(folder, DriverPackage.ClaimPath)), Path.GetFileName(assembly), File.ReadAllBytes(assembly), manifestJson);
            if (differences.Count > 0)
                throw PackageErrors.Claim(packageId, string.Join("; ", differences));
        }

        var unproven = manifest.Capabilities.Where(capability => claim?.Proves(capability) != true && !acceptedUnproven.Contains(capability, StringComparer.Ordinal)).ToList();
        if (unproven.Count > 0)
            throw PackageErrors.Unproven(packageId, claim, unproven);
    }

    /// <exception cref="AgentException">E-PKG-CLAIM: it is no claim.</exception>
    public static ConformanceClaim Parse(string packageId, string json)
    {
        try
        {
            var claim = JsonSerializer.Deserialize(json, PackagesJson.Default.ConformanceClaim) ?? throw PackageErrors.Claim(packageId, "it is empty");
            return claim.FormatVersion == ClaimBinding.Format ? claim : throw PackageErrors.Claim(packageId, $"its formatVersion is not {ClaimBinding.Format}");
        }
        catch (JsonException e)
        {
            throw PackageErrors.Claim(packageId, $"it is not the JSON of a claim ({e.Path ?? "line " + e.LineNumber})");
        }
    }

    private static string Text(string packageId, string path)
    {
        if (new FileInfo(path).Length > LongestClaim)
            throw PackageErrors.Claim(packageId, $"it is longer than {LongestClaim / 1024} kB");
        return File.ReadAllText(path, Encoding.UTF8);
    }
}
