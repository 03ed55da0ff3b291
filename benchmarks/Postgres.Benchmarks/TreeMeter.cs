using System.Diagnostics;
using System.Globalization;

namespace IntegrationAgent.Benchmarks.Postgres;

/// <summary>
/// Watches a process and all that it starts: processor time, and memory as PSS, which counts a page that several of them share once. What is told of the memory is
/// the most that all of them had at one moment.
/// </summary>
internal sealed class TreeMeter : IDisposable
{
    private const double TicksPerSecond = 100;
    private const int MemoryEvery = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private readonly int root;
    private readonly Thread thread;
    private readonly Dictionary<int, Part> parts = [];
    private volatile bool stop;

    public TreeMeter(Process process)
    {
        root = process.Id;
        thread = new Thread(Watch) { IsBackground = true };
        thread.Start();
    }

    /// <summary>The most memory that all had at one moment, in bytes.</summary>
    public long Peak { get; private set; }

    /// <summary>Processor seconds, and memory at the moment of the peak of all, by name.</summary>
    public IReadOnlyList<(string Name, double Cpu, long Memory)> Stop()
    {
        stop = true;
        thread.Join();
        return [.. parts.Values.GroupBy(part => part.Name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.Sum(part => part.Cpu), group.Sum(part => part.AtPeak)))];
    }

    public void Dispose() => stop = true;

    private void Watch()
    {
        for (var round = 0; !stop; round++)
        {
            Look(round % MemoryEvery == 0);
            Thread.Sleep(Interval);
        }
    }

    private void Look(bool memory)
    {
        var now = new Dictionary<Part, long>();
        foreach (var id in Tree(root))
        {
            try
            {
                if (!parts.TryGetValue(id, out var part) || !part.IsHost)
                    parts[id] = part = new Part(NameOf(id), part?.Cpu ?? 0);
                part.Cpu = Math.Max(part.Cpu, CpuOf(id));
                if (memory)
                    now[part] = MemoryOf(id);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or IndexOutOfRangeException)
            {
                // It has ended in the meantime.
            }
        }

        if (now.Values.Sum() <= Peak)
            return;
        Peak = now.Values.Sum();
        foreach (var part in parts.Values)
            part.AtPeak = now.GetValueOrDefault(part);
    }

    private static List<int> Tree(int root)
    {
        List<int> found = [root];
        for (var at = 0; at < found.Count; at++)
        {
            try
            {
                foreach (var task in Directory.EnumerateDirectories($"/proc/{found[at]}/task"))
                    found.AddRange(File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture)));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It has ended in the meantime.
            }
        }

        return found;
    }

    private string NameOf(int id)
    {
        if (id == root)
            return "agent";
        var command = File.ReadAllText($"/proc/{id}/cmdline").Split('\0')[..^1];
        var isWrapper = Path.GetFileName(command[0]) is "bwrap";
        return Array.Find(command, part => part.EndsWith("Host.dll", StringComparison.Ordinal)) is not { } host || isWrapper ? "what starts the hosts" : host.EndsWith("ScriptHost.dll", StringComparison.Ordinal) ? "script host" : "driver hosts";
    }

    private static double CpuOf(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    private static long MemoryOf(int id)
    {
        foreach (var line in File.ReadLines($"/proc/{id}/smaps_rollup"))
        {
            if (line.StartsWith("Pss:", StringComparison.Ordinal))
                return long.Parse(line["Pss:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
        }

        return 0;
    }

    private sealed class Part(string name, double cpu)
    {
        public string Name => name;

        public bool IsHost => name is "agent" or "script host" or "driver hosts";

        public double Cpu { get; set; } = cpu;

        public long AtPeak { get; set; }
    }
}
