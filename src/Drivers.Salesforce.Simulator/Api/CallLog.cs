using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>The last requests, and how many there were of each kind.</summary>
internal sealed class CallLog(SimulatorClock clock)
{
    private const int Kept = 10_000;
    private readonly Lock _lock = new();
    private readonly Queue<RequestLogEntry> _entries = new();
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public void Add(string method, string path, IReadOnlyList<string> segments, int status)
    {
        var entry = new RequestLogEntry { At = clock.Now, Method = method, Path = path, Status = status };
        lock (_lock)
        {
            if (_entries.Count == Kept) _entries.Dequeue();
            _entries.Enqueue(entry);
            var kind = $"{method} {Kind(segments)}";
            _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        }
    }

    public IReadOnlyList<RequestLogEntry> Entries()
    {
        lock (_lock) return [.. _entries];
    }

    public IReadOnlyDictionary<string, long> Counts()
    {
        lock (_lock) return new SortedDictionary<string, long>(_counts, StringComparer.Ordinal);
    }

    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
            _counts.Clear();
        }
    }

    /// <summary>The path without version, ids, and locators.</summary>
    private static string Kind(IReadOnlyList<string> s)
    {
        if (s.Count > 2 && s[0].Equals("services", StringComparison.OrdinalIgnoreCase) && s[1].Equals("data", StringComparison.OrdinalIgnoreCase))
            return string.Join('/', s.Skip(3).Select(p => SalesforceId.IsWellFormed(p.Split('-')[0]) ? "{id}" : p).DefaultIfEmpty("version"));
        return string.Join('/', s.Take(3));
    }
}
