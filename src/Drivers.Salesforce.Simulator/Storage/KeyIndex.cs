namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>Rows by the value of one text field, compared without case unless the field says otherwise.</summary>
internal sealed class KeyIndex
{
    private readonly Dictionary<string, int> _first;
    private readonly Dictionary<string, List<int>> _more;

    public KeyIndex(Table table, Column column)
    {
        var comparer = column.Field.CaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
        _first = new Dictionary<string, int>(comparer);
        _more = new Dictionary<string, List<int>>(comparer);
        for (var row = 0; row < table.Count; row++)
        {
            if (table.State(row) == RowState.Live) Add(KeyOf(column, row), row);
        }
    }

    public static string? KeyOf(Column column, int row) => column switch
    {
        TextColumn text => text.Text(row),
        NumberColumn number => number.Get(row) is double d ? d.ToString("R", System.Globalization.CultureInfo.InvariantCulture) : null,
        _ => null,
    };

    public void Add(string? key, int row)
    {
        if (key is null) return;
        if (_first.TryAdd(key, row)) return;
        if (!_more.TryGetValue(key, out var rows)) _more[key] = rows = [];
        rows.Add(row);
    }

    public void Remove(string? key, int row)
    {
        if (key is null || !_first.TryGetValue(key, out var first)) return;
        _more.TryGetValue(key, out var rows);
        if (first != row)
        {
            rows?.Remove(row);
            return;
        }

        if (rows is { Count: > 0 })
        {
            _first[key] = rows[0];
            rows.RemoveAt(0);
        }
        else
        {
            _first.Remove(key);
        }
    }

    public int[] Find(string key)
    {
        if (!_first.TryGetValue(key, out var first)) return [];
        return _more.TryGetValue(key, out var rows) ? [first, .. rows] : [first];
    }
}
