using System.IO.Compression;

namespace IntegrationAgent.Agent.Packages;

/// <summary>What an archive may hold at all, whether it is taken out or not.</summary>
internal static class PackageEntryRules
{
    /// <summary>Entries in one package.</summary>
    public const int MostEntries = 20_000;

    /// <summary>Bytes of one file after unpacking.</summary>
    public const long LargestEntry = 128L * 1024 * 1024;

    /// <summary>Bytes of all files of one package after unpacking.</summary>
    public const long LargestPackage = 512L * 1024 * 1024;

    /// <summary>Unpacked to packed, for files over <see cref="RatioFrom"/>.</summary>
    public const long HighestRatio = 200;

    /// <summary>Bytes up to which any ratio is harmless.</summary>
    public const long RatioFrom = 1024 * 1024;

    private const int UnixTypeShift = 16;
    private const int UnixTypeMask = 0xF000;
    private const int UnixRegular = 0x8000;
    private const int UnixDirectory = 0x4000;

    /// <summary>Refuses the whole archive for what one entry is; returns the clean paths of its files.</summary>
    public static IReadOnlyDictionary<string, ZipArchiveEntry> Check(string package, ZipArchive archive)
    {
        if (archive.Entries.Count > MostEntries)
            throw PackageErrors.Entry("E-PKG-BOMB", package, $"it holds more than {MostEntries} entries");

        var files = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        var folded = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        long total = 0;
        foreach (var entry in archive.Entries)
        {
            var path = CleanPath(package, entry.FullName);
            CheckKind(package, entry, path);
            if (path.EndsWith('/'))
                continue;

            total += CheckSize(package, entry, path);
            if (total > LargestPackage)
                throw PackageErrors.Entry("E-PKG-BOMB", package, $"it unpacks to more than {LargestPackage / (1024 * 1024)} MB");
            if (!folded.TryAdd(path, path))
                throw PackageErrors.Entry("E-PKG-DUPLICATE", package, folded[path] == path ? $"'{path}' is in it twice" : $"'{path}' and '{folded[path]}' are the same file where case does not count");
            files.Add(path, entry);
        }

        return files;
    }

    private static string CleanPath(string package, string name)
    {
        var path = Uri.UnescapeDataString(name);
        var bad = path.Length == 0
            || path.StartsWith('/')
            || path.Contains('\\', StringComparison.Ordinal)
            || path.Contains(':', StringComparison.Ordinal)
            || path.Any(char.IsControl)
            || path.TrimEnd('/').Split('/').Any(segment => segment is "" or "." or ".." || segment.EndsWith('.') || segment.EndsWith(' '));
        return bad ? throw PackageErrors.Entry("E-PKG-TRAVERSAL", package, $"the entry '{Printable(name)}' would leave its folder or cannot be a file name everywhere") : path;
    }

    private static void CheckKind(string package, ZipArchiveEntry entry, string path)
    {
        var type = (entry.ExternalAttributes >> UnixTypeShift) & UnixTypeMask;
        if (type is not 0 and not UnixRegular and not UnixDirectory)
            throw PackageErrors.Entry("E-PKG-LINK", package, $"the entry '{path}' is a link or a device");
        if (entry.IsEncrypted)
            throw PackageErrors.Entry("E-PKG-ARCHIVE", package, $"the entry '{path}' is encrypted");
    }

    private static long CheckSize(string package, ZipArchiveEntry entry, string path)
    {
        if (entry.Length > LargestEntry)
            throw PackageErrors.Entry("E-PKG-BOMB", package, $"'{path}' unpacks to more than {LargestEntry / (1024 * 1024)} MB");
        if (entry.Length > RatioFrom && entry.Length / Math.Max(1, entry.CompressedLength) > HighestRatio)
            throw PackageErrors.Entry("E-PKG-BOMB", package, $"'{path}' unpacks to more than {HighestRatio} times its size");
        return entry.Length;
    }

    private static string Printable(string name) => new([.. name.Take(120).Select(letter => char.IsControl(letter) ? '?' : letter)]);
}
