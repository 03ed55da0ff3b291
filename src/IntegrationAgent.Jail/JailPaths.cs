using System.Runtime.InteropServices;

namespace IntegrationAgent.Jail;

/// <summary>What every host reads to run at all: the runtime, its libraries and its own folder.</summary>
internal sealed class JailPaths
{
    private static readonly string[] s_libraries =
    [
        "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib", "/nix/store", "/gnu/store",
        "/etc/ld.so.cache", "/etc/ld.so.preload", "/etc/localtime", "/usr/share/zoneinfo", "/etc/dotnet",
        "/proc/self", "/proc/meminfo", "/proc/cpuinfo", "/sys/fs/cgroup", "/sys/devices/system/cpu",
        "/dev/urandom", "/dev/random", "/dev/zero",
    ];

    private static readonly string[] s_names =
    [
        "/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/services", "/etc/protocols",
        "/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates",
    ];

    private static readonly string[] s_loaders =
    [
        "/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib64/ld-linux-aarch64.so.1",
    ];

    /// <summary>Read and executed once, by the restart.</summary>
    public required IReadOnlyList<string> Executable { get; init; }

    /// <summary>Read only; a missing one is skipped.</summary>
    public required IReadOnlyList<string> System { get; init; }

    /// <summary>The files of a host.</summary>
    public static JailPaths Of(string processPath, string hostAssembly, string dotnetRoot, bool allowTcp)
    {
        var system = new List<string>(s_libraries) { dotnetRoot, Path.GetDirectoryName(hostAssembly) ?? "/", Path.GetDirectoryName(processPath) ?? "/" };
        if (allowTcp)
            system.AddRange(s_names);
        return new JailPaths { Executable = [processPath, .. s_loaders], System = system };
    }

    /// <summary>The folder that holds <c>shared/</c> and the <c>dotnet</c> program, of the .NET that runs this.</summary>
    public static string DotnetRoot() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
