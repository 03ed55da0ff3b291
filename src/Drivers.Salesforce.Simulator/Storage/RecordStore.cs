using System.Collections.Frozen;
using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>All tables of the org. Readers share the lock; a writer holds it alone.</summary>
internal sealed class RecordStore : IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new(LockRecursionPolicy.SupportsRecursion);
    private readonly FrozenDictionary<string, Table> _byPrefix;

    public RecordStore(SchemaCatalog schema, SimulatorClock clock)
    {
        Schema = schema;
        Clock = clock;
        Tables = new Table[schema.Objects.Count];
        foreach (var o in schema.Objects) Tables[o.Index] = new Table(o, this);
        _byPrefix = Tables.ToFrozenDictionary(t => t.Schema.KeyPrefix, StringComparer.Ordinal);
    }

    public SchemaCatalog Schema { get; }

    public SimulatorClock Clock { get; }

    public Table[] Tables { get; }

    /// <summary>The user on whose behalf requests run.</summary>
    public long CurrentUser { get; set; } = RecordRef.Null;

    /// <summary>The file that keeps the records; null when memory alone does.</summary>
    public StoreFile? File { get; set; }

    public Table? Find(string name) => Schema.Find(name) is { } o ? Tables[o.Index] : null;

    public Table Get(string name) => Find(name) ?? throw new InvalidOperationException($"The org has no object {name}.");

    public string FormatRef(long reference) => Tables[RecordRef.Table(reference)].Id(RecordRef.Row(reference));

    /// <summary>The record that an id names, deleted or not, or null.</summary>
    public long? FindId(string id)
    {
        if (!SalesforceId.IsWellFormed(id) || !_byPrefix.TryGetValue(id[..3], out var table)) return null;
        var row = SalesforceId.RowOf(id);
        return row >= 0 && row < table.Count && table.State(row) != RowState.Purged ? RecordRef.Make(table.Index, row) : null;
    }

    /// <summary>The place that an id names, whether or not there is a record.</summary>
    public long? Reference(string id) =>
        SalesforceId.IsWellFormed(id) && _byPrefix.TryGetValue(id[..3], out var table) && SalesforceId.RowOf(id) is >= 0 and var row ? RecordRef.Make(table.Index, row) : null;

    public Table? TableOfPrefix(string id) => id.Length >= 3 ? _byPrefix.GetValueOrDefault(id[..3]) : null;

    public T Read<T>(Func<T> body)
    {
        _lock.EnterReadLock();
        try
        {
            return body();
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    public T Write<T>(Func<T> body)
    {
        _lock.EnterWriteLock();
        try
        {
            return body();
        }
        finally
        {
            try
            {
                if (_lock.RecursiveWriteCount == 1) File?.Flush();
            }
            finally
            {
                _lock.ExitWriteLock();
            }
        }
    }

    public void Dispose()
    {
        File?.Dispose();
        _lock.Dispose();
    }
}
