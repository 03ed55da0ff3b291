using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Writing;

/// <summary>What takes back the changes of a transaction, newest first.</summary>
internal sealed class UndoLog
{
    private const long NeverDeleted = long.MinValue;

    private readonly List<Entry> _entries = [];

    public int Mark => _entries.Count;

    /// <summary>Notes that a row was added.</summary>
    public void Added(Table table, int row) => _entries.Add(new Entry(table, null, row, null, 0, RowState.Live));

    /// <summary>Notes the value that a column is about to lose.</summary>
    public void Changing(Table table, Column column, int row)
    {
        var (text, bits) = column.Save(row);
        _entries.Add(new Entry(table, column, row, text, bits, RowState.Live));
    }

    /// <summary>Notes the state that a row is about to leave.</summary>
    public void Moving(Table table, int row)
    {
        var at = table.DeletedAt.TryGetValue(row, out var deleted) ? deleted : NeverDeleted;
        _entries.Add(new Entry(table, null, row, this, at, table.State(row)));
    }

    /// <summary>Keeps what was done; it cannot be taken back any more.</summary>
    public void Clear() => _entries.Clear();

    public void Rollback(int mark = 0)
    {
        for (var i = _entries.Count - 1; i >= mark; i--) Restore(_entries[i]);
        _entries.RemoveRange(mark, _entries.Count - mark);
    }

    private static void Restore(in Entry entry)
    {
        if (entry.Column is { } column)
        {
            entry.Table.Set(entry.Row, column, column.Saved(entry.Text, entry.Bits));
        }
        else if (entry.Text is null)
        {
            entry.Table.RemoveRow(entry.Row);
        }
        else
        {
            entry.Table.SetState(entry.Row, entry.State);
            if (entry.Bits == NeverDeleted) entry.Table.DeletedAt.Remove(entry.Row);
            else entry.Table.DeletedAt[entry.Row] = entry.Bits;
        }
    }

    /// <summary>A value (with its column), an added row (with no text), or a state (with any).</summary>
    private readonly record struct Entry(Table Table, Column? Column, int Row, object? Text, long Bits, RowState State);
}
