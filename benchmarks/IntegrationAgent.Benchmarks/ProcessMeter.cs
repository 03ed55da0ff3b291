using System.Globalization;

namespace IntegrationAgent.Benchmarks;

/// <summary>
/// Watches processes, by what their command line holds or by what they were started under: processor time and the most memory (PSS where it may be read,
/// else RSS). Of several processes of one name the one that used most counts.
/// </summary>
internal sealed class ProcessMeter : IDisposable
{
    private const double TicksPerSecond = 100;
    private readonly (string Name, string Part)[] wanted;
    private readonly Dictionary<int, string> roots = [];
    private readonly Dictionary<int, Usage> seen = [];
    private readonly Lock gate = new();
    private readonly Thread thread;
    private volatile bool stop;

    public ProcessMeter(params (string Name, string Part)[] processes)
    {
        wanted = processes;
        thread = new Thread(Watch) { IsBackground = true };
        thread.Start();
    }

    /// <summary>Also watches this process, or the one below it where it only wraps another.</summary>
    public void Add(string name, int process)
    {
        lock (gate)
            roots[process] = name;
    }

    /// <summary>Processor time counts from now.</summary>
    public void RestartProcessorTime()
    {
        Look();
        lock (gate)
        {
            foreach (var usage in seen.Values)
                usage.CpuBefore = usage.Cpu;
        }
    }

    /// <summary>Seconds of processor time and the most memory in bytes, by name.</summary>
    public IReadOnlyDictionary<string, (double Cpu, long Peak)> Stop()
    {
        stop = true;
        thread.Join();
        Look();
        return seen.Values.GroupBy(usage => usage.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => (group.Max(usage => usage.Cpu - usage.CpuBefore), group.Max(usage => usage.Peak)), StringComparer.Ordinal);
    }

    public void Dispose() => stop = true;

    private void Watch()
    {
        while (!stop)
        {
            Look();
            Thread.Sleep(20);
        }
    }

    private void Look()
    {
        lock (gate)
        {
            var parents = new Dictionary<int, int>();
            var commands = new Dictionary<int, string>();
            foreach (var folder in Directory.EnumerateDirectories("/proc"))
            {
                if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                    Read(folder, id, parents, commands);
            }

            foreach (var (id, command) in commands)
            {
                if (NameOf(id, command, parents) is { } name)
                    Measure($"/proc/{id}", id, name);
            }
        }
    }

    private static void Read(string folder, int id, Dictionary<int, int> parents, Dictionary<int, string> commands)
    {
        try
        {
            parents[id] = int.Parse(Stat(folder)[1], CultureInfo.InvariantCulture);
            commands[id] = File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended in the meantime.
        }
    }

    private string? NameOf(int id, string command, Dictionary<int, int> parents)
    {
        // What only wraps a host is not counted, nor what a host was before it became one.
        if (!command.Contains(".dll", StringComparison.Ordinal) || command.Contains("bwrap", StringComparison.Ordinal))
            return null;
        if (roots.TryGetValue(id, out var name))
            return name;
        foreach (var (kind, part) in wanted)
        {
            if (command.Contains(part, StringComparison.Ordinal))
                return kind;
        }

        if (!command.Contains("Host.dll", StringComparison.Ordinal))
            return null;
        for (var at = parents.GetValueOrDefault(id); at > 1; at = parents.GetValueOrDefault(at))
        {
            if (at != Environment.ProcessId && roots.TryGetValue(at, out name))
                return name;
        }

        return null;
    }

    private void Measure(string folder, int id, string name)
    {
        try
        {
            var fields = Stat(folder);
            var cpu = (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
            if (!seen.TryGetValue(id, out var usage))
                seen[id] = usage = new Usage { Name = name };
            usage.Cpu = Math.Max(usage.Cpu, cpu);
            usage.Peak = Math.Max(usage.Peak, Memory(folder));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended in the meantime.
        }
    }

    private static string[] Stat(string folder)
    {
        var stat = File.ReadAllText(Path.Combine(folder, "stat"));
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static long Memory(string folder)
    {
        try
        {
            return Line(Path.Combine(folder, "smaps_rollup"), "Pss:");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Line(Path.Combine(folder, "status"), "VmRSS:");
        }
    }

    private static long Line(string path, string name)
    {
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
                return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
        }

        return 0;
    }

    private sealed class Usage
    {
        public required string Name { get; init; }

        public double Cpu { get; set; }

        public double CpuBefore { get; set; }

        public long Peak { get; set; }
    }
}
