using System.Collections.Concurrent;

namespace IntegrationAgent.Drivers.Postgres.Schema;

/// <summary>Tables that were looked at, each with what the catalog said of its version; asked before each use. Thread-safe.</summary>
internal sealed class TableCache
{
    private const int Most = 256;
    private readonly ConcurrentDictionary<string, (Table Table, string Version)> tables = new(StringComparer.Ordinal);

    public (Table Table, string Version)? Get(string name) => tables.TryGetValue(name, out var known) ? known : null;

    public void Keep(string name, Table table, string version)
    {
        if (tables.Count >= Most)
            tables.Clear();
        tables[name] = (table, version);
    }
}
