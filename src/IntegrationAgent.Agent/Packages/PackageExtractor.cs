using System.IO.Compression;

namespace IntegrationAgent.Agent.Packages;

/// <summary>
/// Takes files out of a package by our own rules: no script of the package runs, no build logic is looked at,
/// and one bad entry refuses the whole package.
/// </summary>
internal static class PackageExtractor
{
    /// <summary>Extracts into <paramref name="folder"/>; answers what was written.</summary>
    public static async Task<IReadOnlyList<PackageEntry>> ExtractAsync(string package, string packageFile, string folder, bool withDocuments, CancellationToken cancellationToken)
    {
        ZipArchive archive;
        try
        {
            archive = ZipFile.OpenRead(packageFile);
        }
        catch (InvalidDataException)
        {
            throw PackageErrors.Entry("E-PKG-ARCHIVE", package, "it is no readable archive");
        }

        using (archive)
        {
            try
            {
                var files = PackageEntryRules.Check(package, archive);
                var entries = RuntimeAssets.Select([.. files.Keys], withDocuments);
                foreach (var entry in entries)
                    await WriteAsync(package, files[entry.Source], Path.Combine(folder, entry.Target), cancellationToken).ConfigureAwait(false);
                return entries;
            }
            catch (InvalidDataException)
            {
                throw PackageErrors.Entry("E-PKG-ARCHIVE", package, "its archive is damaged");
            }
        }
    }

    private static async Task WriteAsync(string package, ZipArchiveEntry entry, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (File.Exists(path))
            throw PackageErrors.Entry("E-PKG-CONFLICT", package, $"another package of the driver already has a {Path.GetFileName(path)}");

        var buffer = new byte[81920];
        long written = 0;
        var checksum = default(Crc32);
        var source = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            await using (target.ConfigureAwait(false))
            {
                for (int read; (read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
                {
                    // The directory of an archive may lie about the length; what counts is what comes out.
                    written += read;
                    if (written > entry.Length)
                        throw PackageErrors.Entry("E-PKG-BOMB", package, $"'{entry.FullName}' unpacks to more than it says");
                    checksum.Append(buffer.AsSpan(0, read));
                    await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                }

                if (checksum.Value != entry.Crc32)
                    throw PackageErrors.Entry("E-PKG-ARCHIVE", package, $"'{entry.FullName}' is damaged");
            }
        }
    }
}
