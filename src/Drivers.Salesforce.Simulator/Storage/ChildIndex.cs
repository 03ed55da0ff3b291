namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>The rows of a child object grouped by the parent row that one reference names.</summary>
internal sealed class ChildIndex
{
    private readonly int[] _starts;
    private readonly int[] _rows;

    public ChildIndex(Table child, LongColumn reference, Table parent)
    {
        Version = child.Version;
        _starts = new int[parent.Count + 1];
        var links = 0;
        for (var row = 0; row < child.Count; row++)
        {
            if (ParentOf(reference, row, parent) is var p && p >= 0)
            {
                _starts[p + 1]++;
                links++;
            }
        }

        for (var i = 1; i < _starts.Length; i++) _starts[i] += _starts[i - 1];
        _rows = new int[links];
        var next = (int[])_starts.Clone();
        for (var row = 0; row < child.Count; row++)
        {
            if (ParentOf(reference, row, parent) is var p && p >= 0) _rows[next[p]++] = row;
        }
    }

    public long Version { get; }

    public ReadOnlySpan<int> Children(int parentRow) =>
        parentRow + 1 < _starts.Length ? _rows.AsSpan(_starts[parentRow], _starts[parentRow + 1] - _starts[parentRow]) : [];

    private static int ParentOf(LongColumn reference, int row, Table parent)
    {
        var value = reference.Long(row);
        return value != RecordRef.Null && RecordRef.Table(value) == parent.Index && RecordRef.Row(value) is var p && p < parent.Count ? p : -1;
    }
}
