using System.Globalization;
using System.Text;

namespace IntegrationAgent.Jail;

/// <summary>What a jailed host may touch and use. Everything that is not named is denied.</summary>
/// <remarks>
/// Immutable. Travels from the agent to the host as one text in <see cref="EnvironmentVariable"/>; it holds no secret.
/// Paths are absolute; they exist when the host enters, or it refuses to start.
/// </remarks>
public sealed class JailPolicy
{
    /// <summary>The environment variable a host finds its policy in.</summary>
    public const string EnvironmentVariable = "INTAGENT_JAIL";

    /// <summary>The value of <see cref="EnvironmentVariable"/> that asks, by name, for no jail at all. Development only.</summary>
    public const string Unisolated = "unisolated";

    private const string Version = "jail1";

    private static readonly string[] s_limits = ["tcp", "memory", "cpu", "processes", "files", "fileBytes", "parent"];

    /// <summary>Whether TCP connections (and UDP, for name resolution) may be opened. No other socket ever may.</summary>
    public bool AllowTcp { get; init; }

    /// <summary>The ports TCP may connect to, where the kernel can tell (Landlock ABI 4). Empty means any.</summary>
    public IReadOnlyList<int> TcpPorts { get; init; } = [];

    /// <summary>Files and folders that may be read, beyond the runtime, its libraries and the host's own folder.</summary>
    public IReadOnlyList<string> ReadOnlyPaths { get; init; } = [];

    /// <summary>Files and folders that may also be written.</summary>
    public IReadOnlyList<string> ReadWritePaths { get; init; } = [];

    /// <summary>The one folder that is the process's own: working directory, home and temporary files.</summary>
    public required string PrivateFolder { get; init; }

    /// <summary>Memory of the process, in bytes. Three quarters of it are the managed heap's hard limit.</summary>
    /// <value>512 MiB.</value>
    public long MaxMemoryBytes { get; init; } = 512L << 20;

    /// <summary>Processor time, in seconds, after which the kernel ends the process; 0 for no limit.</summary>
    /// <value>60 s.</value>
    public int MaxCpuSeconds { get; init; } = 60;

    /// <summary>Threads and processes of the user; 0 for no limit. Counts every process of the user, so it is only of use in a user namespace.</summary>
    /// <value>0.</value>
    public int MaxProcesses { get; init; }

    /// <summary>Open files.</summary>
    /// <value>256.</value>
    public int MaxOpenFiles { get; init; } = 256;

    /// <summary>The size one written file may reach, in bytes; 0 for no limit.</summary>
    /// <value>64 MiB.</value>
    public long MaxFileBytes { get; init; } = 64L << 20;

    /// <summary>The process that must stay alive: when its spawning thread ends, the host is killed. 0 for none.</summary>
    public int ParentProcessId { get; init; }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    /// <exception cref="ArgumentException">A path is not absolute, or holds a line break or a NUL.</exception>
    public string Format()
    {
        var text = new StringBuilder(Version);
        Number("tcp", AllowTcp ? 1 : 0);
        Number("memory", MaxMemoryBytes);
        Number("cpu", MaxCpuSeconds);
        Number("processes", MaxProcesses);
        Number("files", MaxOpenFiles);
        Number("fileBytes", MaxFileBytes);
        Number("parent", ParentProcessId);
        foreach (var port in TcpPorts)
            Number("port", port);
        foreach (var path in ReadOnlyPaths)
            Folder("ro", path);
        foreach (var path in ReadWritePaths)
            Folder("rw", path);
        Folder("private", PrivateFolder);
        return text.ToString();

        void Number(string key, long value) => text.Append('\n').Append(key).Append('=').Append(value.ToString(CultureInfo.InvariantCulture));

        void Folder(string key, string path)
        {
            if (!path.StartsWith('/') || path.AsSpan().IndexOfAny('\n', '\0') >= 0)
                throw new ArgumentException($"A jail path is absolute and has no line break; '{key}' is not.");
            text.Append('\n').Append(key).Append('=').Append(path);
        }
    }

    /// <summary>Reads what <see cref="Format"/> wrote. An unknown key is an error: a host never runs with less than it was told.</summary>
    /// <exception cref="FormatException">The text is not a policy.</exception>
    public static JailPolicy Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split('\n');
        if (lines[0] != Version)
            throw new FormatException($"A jail policy begins with {Version}.");

        var limits = new long[s_limits.Length];
        var named = 0;
        var ports = new List<int>();
        var readOnly = new List<string>();
        var readWrite = new List<string>();
        string? own = null;
        for (var i = 1; i < lines.Length; i++)
        {
            var at = lines[i].IndexOf('=', StringComparison.Ordinal);
            if (at < 0)
                throw new FormatException("A line of a jail policy is key=value.");
            var (key, value) = (lines[i][..at], lines[i][(at + 1)..]);
            switch (key)
            {
                case "ro": readOnly.Add(Absolute(value)); break;
                case "rw": readWrite.Add(Absolute(value)); break;
                case "private": own = Absolute(value); break;
                case "port": ports.Add(checked((int)Number(value))); break;
                default:
                    var limit = IndexOf(key);
                    limits[limit] = Number(value);
                    named |= 1 << limit;
                    break;
            }
        }

        if (own is null || named != (1 << s_limits.Length) - 1)
            throw new FormatException("A jail policy names every limit and the private folder.");
        return new JailPolicy
        {
            AllowTcp = limits[0] == 1,
            TcpPorts = ports,
            ReadOnlyPaths = readOnly,
            ReadWritePaths = readWrite,
            PrivateFolder = own,
            MaxMemoryBytes = limits[1],
            MaxCpuSeconds = checked((int)limits[2]),
            MaxProcesses = checked((int)limits[3]),
            MaxOpenFiles = checked((int)limits[4]),
            MaxFileBytes = limits[5],
            ParentProcessId = checked((int)limits[6]),
        };

        static int IndexOf(string key)
        {
            for (var i = 0; i < s_limits.Length; i++)
            {
                if (s_limits[i] == key)
                    return i;
            }

            throw new FormatException("A jail policy holds an unknown key.");
        }

        static long Number(string value) =>
            long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new FormatException("A limit of a jail policy is a whole number, 0 or more.");

        static string Absolute(string value) =>
            value.StartsWith('/') ? value : throw new FormatException("A path of a jail policy is absolute.");
    }
}
