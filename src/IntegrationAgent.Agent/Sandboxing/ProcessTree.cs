using System.Globalization;

namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>A process and everything below it, read from <c>/proc</c>.</summary>
internal static class ProcessTree
{
    private const double TicksPerSecond = 100;

    /// <summary>What one process uses now.</summary>
    internal readonly record struct Usage(int ProcessId, long StartedAt, TimeSpan Cpu, int Threads, long ResidentBytes);

    /// <summary>The process and its descendants, the root first. Empty when it is gone.</summary>
    public static List<Usage> Of(int root)
    {
        var found = new List<Usage>(3);
        var left = new Queue<int>();
        left.Enqueue(root);
        while (left.TryDequeue(out var pid))
        {
            if (Read(pid) is not { } usage)
                continue;
            found.Add(usage);
            foreach (var child in Children(pid))
                left.Enqueue(child);
        }

        return found;
    }

    /// <summary>The same, but empty when the number has gone to another process since.</summary>
    public static List<Usage> Of(Usage root) => Alive(root) ? Of(root.ProcessId) : [];

    /// <summary>Whether the very same process is still there, and not just its entry waiting to be collected.</summary>
    public static bool Alive(Usage process) => Read(process.ProcessId) is { } now && now.StartedAt == process.StartedAt;

    public static Usage? Read(int pid)
    {
        string text;
        try
        {
            text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        // The name in parentheses may itself hold blanks and parentheses: fields are counted from the last one.
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 22 || fields[0] is "Z" or "X")
            return null;
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return new Usage(
            pid,
            long.Parse(fields[19], CultureInfo.InvariantCulture),
            TimeSpan.FromSeconds(ticks / TicksPerSecond),
            int.Parse(fields[17], CultureInfo.InvariantCulture),
            long.Parse(fields[21], CultureInfo.InvariantCulture) * Environment.SystemPageSize);
    }

    private static IEnumerable<int> Children(int pid)
    {
        string text;
        try
        {
            text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task/{pid}/children"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }

        return text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(child => int.Parse(child, CultureInfo.InvariantCulture));
    }
}
