using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>A compiled query: which rows, in which order, written how.</summary>
internal sealed class QueryPlan(Table root, RecordShape shape)
{
    public Table Root { get; } = root;

    public RecordShape Shape { get; } = shape;

    public Func<int, bool>? Filter { get; set; }

    public bool IncludeDeleted { get; set; }

    public List<(Operand Key, bool Descending, bool NullsLast)> Order { get; } = [];

    public int? Limit { get; set; }

    public int Offset { get; set; }

    /// <summary>Rows that alone can match, found through an index; null means all.</summary>
    public int[]? Candidates { get; set; }

    /// <summary>Whether the order is that of the modification index, and the first moment that can match.</summary>
    public LongColumn? OrderedBy { get; set; }

    public long OrderedFrom { get; set; } = long.MinValue;

    /// <summary>The grouping; null for a query of records.</summary>
    public Aggregation? Aggregation { get; set; }

    /// <summary><c>SELECT COUNT()</c>: only the number is wanted.</summary>
    public bool CountOnly { get; set; }

    public bool SelectsLongText { get; set; }

    /// <summary>Whether the select list was written with FIELDS().</summary>
    public bool UsesFields { get; set; }

    public List<ChildrenNode> ChildNodes { get; } = [];

    /// <summary>The selected values as flat columns, for tabular output and for column metadata.</summary>
    public List<OutputColumn> Columns { get; } = [];

    public bool IdSelected { get; set; }

    public List<string> GroupedBy { get; } = [];

    /// <summary>The matching rows, or the numbers of the groups.</summary>
    public int[] Run() => Aggregation is { } aggregation
        ? Sorted(aggregation.Run(Matching(null)), aggregation.Having)
        : Window(OrderedBy is null ? Sort(Matching(Order.Count == 0 && !CountOnly ? Needed : null)) : InIndexOrder(OrderedBy));

    /// <summary>Of the given rows, those that match, ordered and cut to the window.</summary>
    public int[] Select(int[] rows)
    {
        var matching = new List<int>(rows.Length);
        foreach (var row in rows)
        {
            if (Matches(row)) matching.Add(row);
        }

        return matching.Count == 0 ? [] : Window(Sort(matching));
    }

    public void WriteRecord(JsonBuffer json, int row)
    {
        if (Aggregation is null)
        {
            Shape.Write(json, row);
            return;
        }

        json.Raw("{\"attributes\":{\"type\":\"AggregateResult\"}"u8);
        foreach (var member in Shape.Members) member.Write(json, row);
        json.Byte((byte)'}');
    }

    private int? Needed => Limit is { } limit ? (int)Math.Min(int.MaxValue, (long)limit + Offset) : null;

    private bool Matches(int row) =>
        Root.State(row) is var state && (state == RowState.Live || (IncludeDeleted && state == RowState.InRecycleBin)) && (Filter is null || Filter(row));

    private List<int> Matching(int? enough)
    {
        var rows = new List<int>();
        var count = Candidates?.Length ?? Root.Count;
        for (var i = 0; i < count && (enough is not { } n || rows.Count < n); i++)
        {
            var row = Candidates is null ? i : Candidates[i];
            if (Matches(row)) rows.Add(row);
        }

        return rows;
    }

    private List<int> InIndexOrder(LongColumn column)
    {
        var all = Root.RowsByModstamp(column);
        int low = 0, high = all.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (column.Long(all[middle]) < OrderedFrom) low = middle + 1;
            else high = middle;
        }

        var rows = new List<int>();
        for (var i = low; i < all.Length && (Needed is not { } n || rows.Count < n); i++)
        {
            if (Matches(all[i])) rows.Add(all[i]);
        }

        return rows;
    }

    private int[] Sorted(int groups, Func<int, bool>? having)
    {
        var rows = new List<int>();
        for (var group = 0; group < groups; group++)
        {
            if (having is null || having(group)) rows.Add(group);
        }

        return Window(Sort(rows));
    }

    private List<int> Sort(List<int> rows)
    {
        if (Order.Count == 0 || rows.Count < 2) return rows;
        var comparers = Order.Select(o => RowComparer.For(rows, o.Key, o.Descending, o.NullsLast)).ToArray();
        var compare = Comparer<int>.Create((a, b) =>
        {
            foreach (var comparer in comparers)
            {
                var sign = comparer(a, b);
                if (sign != 0) return sign;
            }

            return rows[a].CompareTo(rows[b]);
        });
        return [.. First(rows.Count, compare).Select(p => rows[p])];
    }

    /// <summary>The places in order; when few are wanted, only those are kept while all are looked at.</summary>
    private int[] First(int count, Comparer<int> compare)
    {
        if (Needed is not { } wanted || wanted > count / 8)
        {
            var places = new int[count];
            for (var i = 0; i < places.Length; i++) places[i] = i;
            Array.Sort(places, compare);
            return places;
        }

        var best = new PriorityQueue<int, int>(wanted + 1, Comparer<int>.Create((a, b) => compare.Compare(b, a)));
        for (var i = 0; i < count; i++)
        {
            if (best.Count < wanted) best.Enqueue(i, i);
            else if (wanted > 0) best.EnqueueDequeue(i, i);
        }

        var first = new int[best.Count];
        for (var i = first.Length - 1; i >= 0; i--) first[i] = best.Dequeue();
        return first;
    }

    private int[] Window(List<int> rows)
    {
        if (Offset == 0 && (Limit is not { } limit || rows.Count <= limit)) return [.. rows];
        return [.. rows.Skip(Offset).Take(Limit ?? int.MaxValue)];
    }
}
