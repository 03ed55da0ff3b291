using System.Globalization;
using System.Text;

namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>The arguments of <c>bwrap</c>. They go over a descriptor: on a command line they would show host paths to the inside.</summary>
internal static class BubblewrapArguments
{
    public const string PrivateFolder = "/private";

    private const int SharedMemoryBytes = 1 << 20;

    private static readonly string[] s_libraries = ["/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/etc/localtime", "/etc/ld.so.cache", "/nix/store", "/gnu/store"];
    private static readonly string[] s_links = ["/lib", "/lib64"];

    private static readonly string[] s_names =
    [
        "/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/services", "/etc/protocols",
        "/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates",
    ];

    public static List<string> For(SandboxRequest request, IEnumerable<KeyValuePair<string, string>> variables, string? launcher)
    {
        var arguments = new List<string>
        {
            "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try",
            "--disable-userns", "--die-with-parent", "--new-session", "--clearenv",
            "--uid", "65534", "--gid", "65534", "--hostname", "sandbox", "--cap-drop", "ALL",
        };
        if (request.Kind == SandboxKind.Script || !request.AllowTcp)
            arguments.Add("--unshare-net");

        foreach (var path in s_libraries)
            Bind("--ro-bind", path, path);
        foreach (var path in s_links)
        {
            if (new DirectoryInfo(path).LinkTarget is { } target)
                arguments.AddRange(["--symlink", target, path]);
            else
                Bind("--ro-bind", path, path);
        }

        if (request.Kind == SandboxKind.Driver && request.AllowTcp)
        {
            foreach (var path in s_names)
                Bind("--ro-bind", path, path);
        }

        // Both come as writable file systems without a limit; the size must stand before the mount, the remount after it.
        arguments.AddRange(["--proc", "/proc", "--dev", "/dev", "--size", Number(SharedMemoryBytes), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]);
        arguments.AddRange(["--size", Number(request.Limits.MaxPrivateBytes), "--tmpfs", PrivateFolder]);
        foreach (var path in Outermost([HostCommand.DotnetRoot, Path.GetDirectoryName(request.HostAssemblyPath) ?? "/", .. request.ReadOnlyPaths]))
            Bind("--ro-bind", path, path);
        foreach (var path in request.ReadWritePaths)
            Bind("--bind", path, path);
        if (launcher is not null)
            Bind("--ro-bind", launcher, launcher);

        // The root itself is a writable file system in memory: closed last.
        arguments.AddRange(["--remount-ro", "/", "--chdir", PrivateFolder]);
        foreach (var (name, value) in variables)
            arguments.AddRange(["--setenv", name, value]);
        return arguments;

        void Bind(string how, string from, string to)
        {
            if (Path.Exists(from))
                arguments.AddRange([how, from, to]);
        }
    }

    /// <summary>The form <c>--args</c> reads: each argument ended by a NUL.</summary>
    public static byte[] Encode(IEnumerable<string> arguments) => Encoding.UTF8.GetBytes(string.Concat(arguments.Select(argument => argument + "\0")));

    /// <summary>Parents before children, so that a later bind never hides an earlier one.</summary>
    private static IEnumerable<string> Outermost(IEnumerable<string> paths) => paths.Distinct(StringComparer.Ordinal).OrderBy(path => path.Length);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
