using System.Globalization;
using System.Runtime.InteropServices;

namespace IntegrationAgent.Chaos;

/// <summary>Processes as the kernel shows them, and signals to them.</summary>
internal static partial class Signals
{
    private const int SignalKill = 9, SignalTerminate = 15, SignalContinue = 18, SignalStop = 19;

    public static bool Kill(int process) => Send(process, SignalKill) == 0;

    public static bool Stop(int process) => Send(process, SignalStop) == 0;

    public static bool Continue(int process) => Send(process, SignalContinue) == 0;

    public static bool Terminate(int process) => Send(process, SignalTerminate) == 0;

    public static bool IsStopped(int process) => Read($"/proc/{process}/stat") is { Length: > 0 } stat && stat[stat.LastIndexOf(')') + 2] is 'T' or 't';

    /// <summary>The processes below one, the deepest first: what runs inside a wrapper goes before the wrapper.</summary>
    public static List<int> Below(int parent)
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Read($"/proc/{id}/stat") is { Length: > 0 } stat)
                parents[id] = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }

        var found = new List<int>();
        foreach (var id in parents.Keys)
        {
            for (var above = id; parents.TryGetValue(above, out var next); above = next)
            {
                if (next != parent)
                    continue;
                found.Add(id);
                break;
            }
        }

        found.Sort((left, right) => right.CompareTo(left));
        return found;
    }

    public static string CommandLine(int process) => Read($"/proc/{process}/cmdline");

    /// <summary>Whether a process has a TCP connection to a port of this machine.</summary>
    public static bool TalksTo(int process, int port)
    {
        try
        {
            var wanted = new HashSet<string>(StringComparer.Ordinal);
            foreach (var file in (string[])["tcp", "tcp6"])
            {
                foreach (var line in Read($"/proc/{process}/net/{file}").Split('\n').Skip(1))
                {
                    var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                    if (parts.Length > 9 && parts[2].EndsWith(port.ToString("X4", CultureInfo.InvariantCulture), StringComparison.Ordinal))
                        wanted.Add($"socket:[{parts[9]}]");
                }
            }

            return wanted.Count > 0 && Directory.EnumerateFiles($"/proc/{process}/fd").Any(link => new FileInfo(link).LinkTarget is { } target && wanted.Contains(target));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
