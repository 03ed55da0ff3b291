using System.Collections.Concurrent;
using IntegrationAgent.Drivers.Salesforce.Simulator.Soql;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>Open query results by locator. A locator lives two days, or until all of them hold more rows than memory should.</summary>
internal sealed class Cursors(SimulatorClock clock, int seed)
{
    private const long MostRows = 50_000_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(2);
    private readonly ConcurrentDictionary<string, Cursor> _open = new(StringComparer.Ordinal);
    private readonly Queue<string> _ages = new();
    private readonly Lock _lock = new();
    private long _rows;
    private int _next = seed & 0xFFFF;

    public string Add(QueryPlan plan, int[] rows, int pageSize)
    {
        var id = SalesforceId.Format("0r8", Interlocked.Increment(ref _next));
        _open[id] = new Cursor(plan, rows, pageSize, clock.Now + Lifetime);
        lock (_lock)
        {
            _ages.Enqueue(id);
            _rows += rows.Length;
            while (_rows > MostRows && _ages.Count > 1 && _ages.Dequeue() is var oldest)
            {
                if (_open.TryRemove(oldest, out var dropped)) _rows -= dropped.Rows.Length;
            }
        }

        return id;
    }

    public Cursor? Find(string id)
    {
        if (!_open.TryGetValue(id, out var cursor)) return null;
        if (cursor.Expires > clock.Now) return cursor;
        Remove(id);
        return null;
    }

    public void ExpireAll()
    {
        foreach (var id in _open.Keys) Remove(id);
    }

    private void Remove(string id)
    {
        if (!_open.TryRemove(id, out var dropped)) return;
        lock (_lock) _rows -= dropped.Rows.Length;
    }

    internal sealed record Cursor(QueryPlan Plan, int[] Rows, int PageSize, DateTimeOffset Expires);
}
