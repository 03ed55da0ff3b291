using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Pack;

namespace IntegrationAgent.Agent.Packages;

/// <summary>Reads manifests, from text or out of an assembly that is not loaded.</summary>
internal static class ManifestReader
{
    private const int LongestManifest = 1024 * 1024;

    public static string Hash(string manifestJson) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifestJson)));

    /// <summary>Every manifest that the assembly carries.</summary>
    public static IReadOnlyList<string> ReadFromAssembly(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return ManifestAttributeReader.Read(stream);
        }
        catch (BadImageFormatException)
        {
            return [];
        }
    }

    public static DriverManifest Parse(string packageId, string manifestJson)
    {
        if (manifestJson.Length > LongestManifest)
            throw PackageErrors.Manifest(packageId, $"it is longer than {LongestManifest / 1024} kB");

        try
        {
            var manifest = JsonSerializer.Deserialize(manifestJson, PackagesJson.Default.DriverManifest) ?? throw PackageErrors.Manifest(packageId, "it is empty");
            if (manifest.Id.Length is < 2 or > 40 || !manifest.Id.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
                throw PackageErrors.Manifest(packageId, "its id is not 2 to 40 characters out of a-z, 0-9 and -");
            return manifest;
        }
        catch (JsonException e)
        {
            throw PackageErrors.Manifest(packageId, $"it is not the JSON of a manifest ({e.Path ?? "line " + e.LineNumber})");
        }
    }

    /// <summary>A host runs the same major version of the contract, up to its own minor one.</summary>
    public static void CheckContract(string packageId, DriverManifest manifest)
    {
        if (Version.TryParse(manifest.ContractVersion, out var has) && Version.TryParse(DriverContract.Version, out var supported)
            && has.Major == supported.Major && has.Minor <= supported.Minor)
            return;

        throw PackageErrors.Contract(packageId, manifest.ContractVersion.Length == 0 ? "(none stated)" : manifest.ContractVersion, DriverContract.Version);
    }
}
