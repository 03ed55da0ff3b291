using System.Globalization;

namespace IntegrationAgent.Benchmarks;

/// <summary>Watches processes by what their command line holds: processor time and the most memory (PSS where it may be read, else RSS).</summary>
internal sealed class ProcessMeter : IDisposable
{
    private static readonly double TicksPerSecond = 100;
    private readonly Dictionary<string, string> wanted;
    private readonly Dictionary<string, (double Cpu, long Peak)> seen = new(StringComparer.Ordinal);
    private readonly Thread thread;
    private volatile bool stop;

    public ProcessMeter(params (string Name, string Part)[] processes)
    {
        wanted = processes.ToDictionary(item => item.Name, item => item.Part, StringComparer.Ordinal);
        thread = new Thread(Watch) { IsBackground = true };
        thread.Start();
    }

    /// <summary>Seconds of processor time and the most memory in bytes, by name.</summary>
    public IReadOnlyDictionary<string, (double Cpu, long Peak)> Stop()
    {
        stop = true;
        thread.Join();
        Look();
        return seen;
    }

    public void Dispose() => stop = true;

    private void Watch()
    {
        while (!stop)
        {
            Look();
            Thread.Sleep(50);
        }
    }

    private void Look()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _))
                continue;
            try
            {
                var command = File.ReadAllText(Path.Combine(folder, "cmdline"));
                foreach (var (name, part) in wanted)
                {
                    if (!command.Contains(part, StringComparison.Ordinal) || command.Contains("bwrap", StringComparison.Ordinal))
                        continue;
                    var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                    var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                    var cpu = (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
                    var key = $"{name}/{Path.GetFileName(folder)}";
                    seen.TryGetValue(key, out var before);
                    seen[key] = (Math.Max(before.Cpu, cpu), Math.Max(before.Peak, Memory(folder)));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It has ended in the meantime.
            }
        }
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
}
