using System.Collections.Concurrent;
using IntegrationAgent.Drivers.Salesforce.Simulator.Soql;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>Open query results by locator. A locator lives two days.</summary>
internal sealed class Cursors(SimulatorClock clock, int seed)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(2);
    private readonly ConcurrentDictionary<string, Cursor> _open = new(StringComparer.Ordinal);
    private int _next = seed & 0xFFFF;

    public string Add(QueryPlan plan, int[] rows, int pageSize)
    {
        var id = SalesforceId.Format("0r8", Interlocked.Increment(ref _next));
        _open[id] = new Cursor(plan, rows, pageSize, clock.Now + Lifetime);
        return id;
    }

    public Cursor? Find(string id)
    {
        if (!_open.TryGetValue(id, out var cursor)) return null;
        if (cursor.Expires > clock.Now) return cursor;
        _open.TryRemove(id, out _);
        return null;
    }

    public void ExpireAll() => _open.Clear();

    internal sealed record Cursor(QueryPlan Plan, int[] Rows, int PageSize, DateTimeOffset Expires);
}
