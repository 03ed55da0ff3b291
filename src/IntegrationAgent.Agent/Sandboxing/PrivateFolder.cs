using System.Globalization;

namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>A folder for one process, readable by nobody else, gone when the process is.</summary>
internal sealed class PrivateFolder
{
    private const string Prefix = "intagent-jail-";
    private static int s_swept;

    private PrivateFolder(string path) => Path = path;

    public string Path { get; }

    public static PrivateFolder Create()
    {
        if (Interlocked.Exchange(ref s_swept, 1) == 0)
            Sweep();
        return new PrivateFolder(Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-")).FullName);
    }

    /// <summary>Whether more is in it than allowed. Stops counting as soon as it knows.</summary>
    public static bool Exceeds(string path, int files, long bytes)
    {
        try
        {
            foreach (var file in new DirectoryInfo(path).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = true }))
            {
                bytes -= file is FileInfo { LinkTarget: null } regular ? regular.Length : 0;
                if (--files < 0 || bytes < 0)
                    return true;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A file went away between being listed and being measured; the next look counts again.
        }

        return false;
    }

    public void Wipe()
    {
        try
        {
            if (Directory.Exists(Path))
                Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Left for the sweep of the next agent.
        }
    }

    /// <summary>Removes what agents that were killed have left.</summary>
    private static void Sweep()
    {
        foreach (var folder in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            var owner = System.IO.Path.GetFileName(folder).AsSpan(Prefix.Length);
            var end = owner.IndexOf('-');
            if (end > 0 && int.TryParse(owner[..end], CultureInfo.InvariantCulture, out var pid) && !Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}")))
                new PrivateFolder(folder).Wipe();
        }
    }
}
