using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace IntegrationAgent.FeedTool;

/// <summary>
/// A folder of packages. A file, once there, is never rewritten: its name carries the hash of what it was made from.
/// Every change is a rename, so builds and readers may run at the same time.
/// </summary>
internal sealed class Feed(FeedRequest request)
{
    private const int VersionsKept = 8;

    /// <summary>The version that names exactly this content.</summary>
    public string Version()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var input in request.Inputs.Distinct(StringComparer.Ordinal).OrderBy(path => path, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(input) + "\n"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(input)));
        }

        foreach (var package in Closure.Find(request.Assets))
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(package) + "\n"));

        // A label of digits alone may not begin with 0, so it begins with a letter.
        return $"{request.VersionPrefix}-dev.h{Convert.ToHexStringLower(hash.GetHashAndReset())[..16]}";
    }

    /// <summary>Whether every package of this version is already there.</summary>
    public bool Holds(string version) => request.Packages.All(id => File.Exists(Target(id, version)));

    /// <summary>Takes over what was packed, copies the closure, and names the current version.</summary>
    public void Commit(string version, string? staging)
    {
        Directory.CreateDirectory(request.Feed);
        if (staging is not null)
        {
            foreach (var id in request.Packages)
                TakeOver(Path.Combine(staging, $"{id}.{version}.nupkg"), Target(id, version), move: true);
        }

        foreach (var package in Closure.Find(request.Assets))
            TakeOver(package, Path.Combine(request.Feed, Path.GetFileName(package)), move: false);

        var temporary = Path.Combine(request.Feed, $".feed.{Environment.ProcessId}.tmp");
        File.WriteAllBytes(temporary, Describe(version));
        File.Move(temporary, Path.Combine(request.Feed, "feed.json"), overwrite: true);
        Prune(version);
    }

    private void TakeOver(string source, string target, bool move)
    {
        if (File.Exists(target))
            return;

        var temporary = Path.Combine(request.Feed, $".{Path.GetFileName(target)}.{Environment.ProcessId}.tmp");
        if (move)
            File.Move(source, temporary, overwrite: true);
        else
            File.Copy(source, temporary, overwrite: true);
        File.Move(temporary, target, overwrite: true);
    }

    private byte[] Describe(string version)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("version", version);
            json.WriteStartArray("packages");
            foreach (var id in request.Packages.Order(StringComparer.Ordinal))
                json.WriteStringValue(id);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    /// <summary>Keeps the last versions; a run that began with an older one has long resolved its files.</summary>
    private void Prune(string current)
    {
        foreach (var id in request.Packages)
        {
            var old = new DirectoryInfo(request.Feed)
                .EnumerateFiles($"{id}.{request.VersionPrefix}-dev.*.nupkg")
                .Where(file => !file.Name.Contains(current, StringComparison.Ordinal))
                .OrderByDescending(file => file.LastWriteTimeUtc)
                .Skip(VersionsKept - 1);
            foreach (var file in old)
                file.Delete();
        }
    }

    private string Target(string id, string version) => Path.Combine(request.Feed, $"{id}.{version}.nupkg");
}
