using System.Text.Json;

namespace IntegrationAgent.Agent.Packages;

/// <summary>Reads and writes <c>drivers.lock.json</c>. A write is one rename: a reader sees the old file or the new one.</summary>
internal sealed class DriverLockFile(string path)
{
    public string FilePath => path;

    public DriverLock Read()
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new DriverLock();
        }

        try
        {
            var read = JsonSerializer.Deserialize(content, PackagesJson.Default.DriverLock) ?? throw PackageErrors.LockInvalid(path, "it is empty.");
            if (read.LockVersion != DriverLock.CurrentVersion)
                throw PackageErrors.LockInvalid(path, $"its format is {read.LockVersion}; this program reads {DriverLock.CurrentVersion}.");
            foreach (var driver in read.Drivers)
                Check(driver);
            return read;
        }
        catch (JsonException e)
        {
            throw PackageErrors.LockInvalid(path, e.Message, e);
        }
    }

    public void Write(DriverLock content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllBytes(temporary, [.. JsonSerializer.SerializeToUtf8Bytes(content, PackagesJson.ForFiles.DriverLock), (byte)'\n']);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The file is the user's to edit: no path in it may lead out of the store.</summary>
    private void Check(LockedDriver driver)
    {
        var folderIsHash = driver.ContentSha256.Length == 64 && driver.ContentSha256.All(char.IsAsciiHexDigitLower);
        var paths = driver.Files.Keys.Append(driver.EntryAssembly);
        if (!folderIsHash || paths.Any(file => Path.IsPathRooted(file) || file.Split('/', '\\').Contains("..")))
            throw PackageErrors.LockInvalid(path, $"the entry of {driver.PackageId} names files outside the store.");
        if (!driver.Files.ContainsKey(driver.EntryAssembly) || driver.Packages.Count == 0)
            throw PackageErrors.LockInvalid(path, $"the entry of {driver.PackageId} is incomplete.");
    }
}
