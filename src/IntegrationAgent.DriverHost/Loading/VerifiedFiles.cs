using System.Collections.Frozen;
using System.Security.Cryptography;

namespace IntegrationAgent.DriverHost.Loading;

/// <summary>The files that a driver may load, by name. Each is hashed every time it is read.</summary>
internal sealed class VerifiedFiles
{
    private readonly FrozenDictionary<string, (string Path, string Sha256)> files;

    public VerifiedFiles(IReadOnlyDictionary<string, string> hashes) =>
        files = hashes
            .GroupBy(file => Path.GetFileName(file.Key), StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(group => group.Key, group => (group.First().Key, group.First().Value), StringComparer.OrdinalIgnoreCase);

    public bool Has(string name) => files.ContainsKey(name);

    /// <summary>The bytes of a file, which are exactly those that were hashed.</summary>
    public byte[] Read(string name)
    {
        var (path, expected) = files.TryGetValue(name, out var file) ? file : throw HostFaults.Hash(name);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw HostFaults.Hash(name);
        }

        return string.Equals(Convert.ToHexStringLower(SHA256.HashData(bytes)), expected, StringComparison.OrdinalIgnoreCase) ? bytes : throw HostFaults.Hash(name);
    }

    /// <summary>The path of a file that can only be loaded by path, after its bytes were found right. The jail makes the folder read-only to the driver.</summary>
    public string Verify(string name)
    {
        _ = Read(name);
        return files[name].Path;
    }
}
