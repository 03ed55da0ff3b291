using System.Security.Cryptography;
using System.Text;

namespace IntegrationAgent.Agent.Packages;

/// <summary>Folders named by the hash of what is in them, read-only.</summary>
internal static class StoreFolder
{
    private const UnixFileMode ReadOnlyFile = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode ReadOnlyFolder = ReadOnlyFile | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The SHA-256 of every file below a folder, by relative path with forward slashes.</summary>
    public static async Task<SortedDictionary<string, string>> HashAsync(string folder, CancellationToken cancellationToken)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var stream = File.OpenRead(path);
            await using (stream.ConfigureAwait(false))
                files[Path.GetRelativePath(folder, path).Replace('\\', '/')] = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
        }

        return files;
    }

    /// <summary>One hash over paths and hashes.</summary>
    public static string Digest(SortedDictionary<string, string> files)
    {
        var text = new StringBuilder();
        foreach (var (path, hash) in files)
            text.Append(path).Append('\0').Append(hash).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Names the first difference between what stands in a folder and what was installed; null when there is none.</summary>
    public static async Task<string?> DifferenceAsync(string folder, IReadOnlyDictionary<string, string> expected, CancellationToken cancellationToken)
    {
        if (new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).FirstOrDefault(entry => entry.LinkTarget is not null) is { } link)
            return $"{link.Name} is a link";

        var actual = await HashAsync(folder, cancellationToken).ConfigureAwait(false);
        foreach (var (path, hash) in expected)
        {
            if (!actual.TryGetValue(path, out var found))
                return $"{path} is missing";
            if (found != hash)
                return $"{path} has other bytes";
        }

        return actual.Keys.FirstOrDefault(path => !expected.ContainsKey(path)) is { } extra ? $"{extra} was added" : null;
    }

    /// <summary>Takes the right to write away.</summary>
    public static void MakeReadOnly(string folder) => SetModes(folder, ReadOnlyFile, ReadOnlyFolder);

    /// <summary>Deletes a folder of the store.</summary>
    public static void Delete(string folder)
    {
        if (!Directory.Exists(folder))
            return;

        SetModes(folder, ReadOnlyFile | UnixFileMode.UserWrite, ReadOnlyFolder | UnixFileMode.UserWrite);
        Directory.Delete(folder, recursive: true);
    }

    private static void SetModes(string folder, UnixFileMode file, UnixFileMode directory)
    {
        var root = new DirectoryInfo(folder);
        if (OperatingSystem.IsWindows())
        {
            foreach (var each in root.EnumerateFiles("*", SearchOption.AllDirectories))
                each.IsReadOnly = (file & UnixFileMode.UserWrite) == 0;
            return;
        }

        root.UnixFileMode = directory | UnixFileMode.UserWrite;
        foreach (var each in root.EnumerateDirectories("*", SearchOption.AllDirectories).ToList())
            each.UnixFileMode = directory;
        foreach (var each in root.EnumerateFiles("*", SearchOption.AllDirectories).ToList())
            each.UnixFileMode = file;
        root.UnixFileMode = directory;
    }
}
