using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>All records of one object, column by column. Rows are never moved; a deleted row keeps its place.</summary>
internal sealed class Table
{
    private readonly Dictionary<int, KeyIndex> _keys = [];
    private readonly Dictionary<(int Field, int Parent), ChildIndex> _children = [];
    private readonly Lock _indexLock = new();
    private RowState[] _states = [];
    private (long Version, int[] Rows)? _byModstamp;

    public Table(ObjectSchema schema, RecordStore store)
    {
        Schema = schema;
        Index = schema.Index;
        Columns = new Column[schema.Fields.Count];
        ColumnFactory.Fill(this, store);
    }

    public ObjectSchema Schema { get; }

    public int Index { get; }

    public Column[] Columns { get; }

    public int Count { get; private set; }

    public int LiveCount { get; private set; }

    /// <summary>Rises with every change; indexes built at an older version are rebuilt.</summary>
    public long Version { get; set; }

    /// <summary>The rows that differ from the store's file; null without one.</summary>
    public HashSet<int>? Dirty { get; set; }

    /// <summary>When each row now in the recycle bin or purged was deleted, in milliseconds.</summary>
    public Dictionary<int, long> DeletedAt { get; } = [];

    public RowState State(int row) => _states[row];

    public Column? Find(string field) => Schema.Find(field) is { } f ? Columns[f.Index] : null;

    public string Id(int row) => SalesforceId.Format(Schema.KeyPrefix, row);

    public int AddRow()
    {
        var row = Count++;
        if (row >= _states.Length) Array.Resize(ref _states, Math.Max(64, row * 2));
        _states[row] = RowState.Live;
        LiveCount++;
        Touch(row);
        return row;
    }

    /// <summary>Takes back the newest row, for a rollback.</summary>
    public void RemoveRow(int row)
    {
        ForgetKeys(row);
        foreach (var column in Columns) column.Set(row, null);
        if (_states[row] == RowState.Live) LiveCount--;
        _states[row] = RowState.Purged;
        if (row == Count - 1) Count--;
        Touch(row);
    }

    public void SetState(int row, RowState state)
    {
        if (_states[row] == state) return;
        if (_states[row] == RowState.Live)
        {
            ForgetKeys(row);
            LiveCount--;
        }

        _states[row] = state;
        if (state == RowState.Live)
        {
            LiveCount++;
            RememberKeys(row);
        }

        Touch(row);
    }

    /// <summary>Sets one value and keeps the indexes right.</summary>
    public void Set(int row, Column column, object? value)
    {
        _keys.TryGetValue(column.Field.Index, out var index);
        index?.Remove(KeyIndex.KeyOf(column, row), row);
        column.Set(row, value);
        if (column.Field.Type == FieldType.Reference) Link(row, column.Field.Index);
        if (_states[row] == RowState.Live) index?.Add(value is string text && column is TextColumn { IsStored: true } ? text : KeyIndex.KeyOf(column, row), row);
        Touch(row);
    }

    /// <summary>Sets a date, a moment or a reference; none of them has keys.</summary>
    public void SetLong(int row, LongColumn column, long value)
    {
        column.SetLong(row, value);
        if (column.Field.Type == FieldType.Reference) Link(row, column.Field.Index);
        Touch(row);
    }

    public KeyIndex Keys(Column column)
    {
        lock (_indexLock)
        {
            if (!_keys.TryGetValue(column.Field.Index, out var index)) _keys[column.Field.Index] = index = new KeyIndex(this, column);
            return index;
        }
    }

    public ChildIndex Children(LongColumn reference, Table parent)
    {
        lock (_indexLock)
        {
            var key = (reference.Field.Index, parent.Index);
            if (!_children.TryGetValue(key, out var index) || index.IsWorn) _children[key] = index = new ChildIndex(this, reference, parent);
            return index;
        }
    }

    /// <summary>All rows in the order of (SystemModstamp, Id).</summary>
    public int[] RowsByModstamp(LongColumn modstamp)
    {
        lock (_indexLock)
        {
            if (_byModstamp is { } cached && cached.Version == Version) return cached.Rows;
            var rows = new int[Count];
            var keys = new long[Count];
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i] = i;
                keys[i] = modstamp.Long(i);
            }

            Array.Sort(keys, rows);
            for (var start = 0; start < rows.Length;)
            {
                var end = start + 1;
                while (end < rows.Length && keys[end] == keys[start]) end++;
                if (end - start > 1) Array.Sort(rows, start, end - start);
                start = end;
            }

            _byModstamp = (Version, rows);
            return rows;
        }
    }

    private void Touch(int row)
    {
        Version++;
        Dirty?.Add(row);
    }

    private void Link(int row, int fieldIndex)
    {
        foreach (var ((field, _), children) in _children)
        {
            if (field == fieldIndex) children.Add(row);
        }
    }

    private void ForgetKeys(int row)
    {
        foreach (var (field, index) in _keys) index.Remove(KeyIndex.KeyOf(Columns[field], row), row);
    }

    private void RememberKeys(int row)
    {
        foreach (var (field, index) in _keys) index.Add(KeyIndex.KeyOf(Columns[field], row), row);
    }
}
