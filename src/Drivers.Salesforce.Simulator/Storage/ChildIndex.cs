namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>The rows of a child object grouped by the parent row that one reference names. Later links are kept beside the sorted ones; a link that no longer holds is passed over.</summary>
internal sealed class ChildIndex
{
    private const int SmallestOverflow = 4096;
    private readonly Table _child;
    private readonly LongColumn _reference;
    private readonly Table _parent;
    private readonly int[] _starts;
    private readonly int[] _rows;
    private readonly Dictionary<int, List<int>> _added = [];
    private int _addedCount;

    public ChildIndex(Table child, LongColumn reference, Table parent)
    {
        (_child, _reference, _parent) = (child, reference, parent);
        _starts = new int[parent.Count + 1];
        var links = 0;
        for (var row = 0; row < child.Count; row++)
        {
            if (ParentOf(row) is var p && p >= 0)
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
            if (ParentOf(row) is var p && p >= 0) _rows[next[p]++] = row;
        }
    }

    /// <summary>Whether so many links were added that a new index is cheaper to read.</summary>
    public bool IsWorn => _addedCount > SmallestOverflow + (_rows.Length / 4);

    /// <summary>Notes that a row now refers to what its reference says.</summary>
    public void Add(int row)
    {
        var parent = ParentOf(row);
        if (parent < 0) return;
        if (!_added.TryGetValue(parent, out var rows)) _added[parent] = rows = [];
        rows.Add(row);
        _addedCount++;
    }

    /// <summary>The rows that refer to a parent, in their order, whatever their state.</summary>
    public int[] Children(int parentRow)
    {
        var sorted = parentRow + 1 < _starts.Length ? _rows.AsSpan(_starts[parentRow], _starts[parentRow + 1] - _starts[parentRow]) : [];
        if (!_added.TryGetValue(parentRow, out var more))
        {
            var holds = true;
            foreach (var row in sorted) holds &= Holds(row, parentRow);
            if (holds) return sorted.ToArray();
            more = [];
        }

        return [.. sorted.ToArray().Concat(more).Where(row => Holds(row, parentRow)).Distinct().Order()];
    }

    private bool Holds(int row, int parentRow) => row < _child.Count && ParentOf(row) == parentRow;

    private int ParentOf(int row)
    {
        var value = _reference.Long(row);
        return value != RecordRef.Null && RecordRef.Table(value) == _parent.Index && RecordRef.Row(value) is var p && p < _parent.Count ? p : -1;
    }
}
