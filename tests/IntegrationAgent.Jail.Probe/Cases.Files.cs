using IntegrationAgent.Jail.Native;

namespace IntegrationAgent.Jail.Probe;

internal static partial class Cases
{
    private const int AtWorkingDirectory = -100, ReadWrite = 2, CharacterDevice = 0x2000;
    private static readonly Sys s_mknodat = new(259, 33), s_symlinkat = new(266, 36);

    private static string Own => Environment.GetEnvironmentVariable("TMPDIR") ?? Path.GetTempPath();

    private static void Files()
    {
        foreach (var file in new[] { "/etc/passwd", "/proc/1/environ", "/proc/kcore", "/proc/1/root/etc/passwd", "/proc/self/root/etc/passwd" })
            Add($"fs: read {file}", () => File.ReadAllBytes(file).Length >= 0 ? Outcome.Allowed : "");
        foreach (var folder in new[] { "/", "/root", "/home", "/sys", "/proc" })
            Add($"fs: list {folder}", () => Directory.EnumerateFileSystemEntries(folder).Any() ? Outcome.Allowed : "empty");
        Add("fs: read the parent's environment", parent => File.ReadAllBytes($"/proc/{parent}/environ").Length >= 0 ? Outcome.Allowed : "");
        Add("fs: write /", () => Write("/evil"));
        Add("fs: write /usr", () => Write("/usr/lib/evil"));
        Add("fs: write the host's folder", () => Write(Path.Combine(AppContext.BaseDirectory, "evil")));
        Add("fs: write /dev/shm", () => Write("/dev/shm/evil"));
        Add("fs: write /tmp", () => Write("/tmp/evil"));
        Add("fs: fill the private folder", () => Fill());
        Add("fs: symbolic link to /proc/self/root", () => Symlink());
        Add("fs: mknod", () => Outcome.Of(Libc.Call(s_mknodat.Number, AtWorkingDirectory, Text(Path.Combine(Own, "null")), CharacterDevice | 0x1b6, 0x103)));
        Add("fs: open the host's assembly for writing", () => Open(typeof(Cases).Assembly.Location));
        Add("fs: open the runtime for writing", () => Open(typeof(object).Assembly.Location));
        Add("fs: read another file by path", path => File.ReadAllText(path));
        Add("fs: write another folder", folder => Write(Path.Combine(folder, "file")));
        Add("fs: truncate by path", path => Outcome.Of(Libc.Call(new Sys(76, 45).Number, Text(path), 0)));
        Add("fs: change mode", path => Outcome.Of(Libc.Call(new Sys(268, 53).Number, AtWorkingDirectory, Text(path), 0x1ff)));
        Add("fs: write the private folder", () => Write(Path.Combine(Own, "mine")));
    }

    private static unsafe nint Text(string text) => (nint)Libc.Utf8(text);

    private static string Write(string path)
    {
        File.WriteAllText(path, "x");
        return Outcome.Allowed;
    }

    private static string Open(string path) => Outcome.Of(Libc.Call(Sys.Openat.Number, AtWorkingDirectory, Text(path), ReadWrite));

    private static string Symlink()
    {
        var link = Path.Combine(Own, "link");
        if (Libc.Call(s_symlinkat.Number, Text("/proc/self/root"), AtWorkingDirectory, Text(link)) < 0)
            return $"errno:{Libc.Errno}";
        return Directory.EnumerateFileSystemEntries(link).Any() ? Outcome.Allowed : "empty";
    }

    private static string Fill()
    {
        var block = new byte[1 << 20];
        for (var file = 0; file < 4096; file++)
        {
            File.WriteAllBytes(Path.Combine(Own, $"fill{file}"), block);
        }

        return Outcome.Allowed;
    }
}
