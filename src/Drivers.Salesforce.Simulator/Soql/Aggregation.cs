using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>Groups rows by keys and computes aggregates over each group.</summary>
internal sealed class Aggregation
{
    private readonly List<Operand> _keys = [];
    private readonly List<(string Name, Operand Source)> _keyNames = [];
    private readonly List<AggregateCall> _calls = [];
    private readonly List<object?[]> _groupKeys = [];
    private readonly List<bool[]> _groupMasks = [];
    private readonly List<object?[]> _results = [];

    public Func<int, bool>? Having { get; set; }

    /// <summary>Which keys each set of groups keeps: one set with all of them, or those of ROLLUP and CUBE.</summary>
    public IReadOnlyList<bool[]>? Masks { get; set; }

    public Operand AddKey(Operand key)
    {
        var index = _keys.Count;
        _keys.Add(key);
        var operand = Boxed(key.Name, key.Type, key.Field, group => _groupKeys[group][index]);
        _keyNames.Add((key.Name, operand));
        return operand;
    }

    /// <summary>The group's value of a key, or null when the expression is not grouped by.</summary>
    public Operand? FindKey(string name) =>
        _keyNames.FirstOrDefault(k => k.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Source;

    public Operand AddCall(string function, Operand? argument)
    {
        var name = function.ToUpperInvariant();
        var type = name switch
        {
            "COUNT" or "COUNT_DISTINCT" => FieldType.Int,
            "AVG" => FieldType.Double,
            "SUM" => argument!.Type == FieldType.Int ? FieldType.Double : argument.Type, // the binder gave every function but COUNT its argument
            _ => argument!.Type,
        };
        var index = _calls.Count;
        _calls.Add(new AggregateCall(name, argument));
        return Boxed(name, type, argument?.Field, group => _results[group][index]);
    }

    /// <summary>GROUPING(key): 1 in the rows that sum over the key.</summary>
    public Operand? FindGrouping(string name)
    {
        var index = _keyNames.FindIndex(k => k.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : Boxed("GROUPING", FieldType.Int, null, group => _groupMasks[group][index] ? 0.0 : 1.0);
    }

    /// <summary>Groups the rows and returns the number of groups.</summary>
    public int Run(List<int> rows)
    {
        _groupKeys.Clear();
        _results.Clear();
        _groupMasks.Clear();
        var groups = new Dictionary<GroupKey, int>();
        var states = new List<AggregateState[]>();
        var all = Enumerable.Repeat(true, _keys.Count).ToArray();
        var masks = Masks ?? [all];
        if (_keys.Count == 0) NewGroup([], all, states);
        foreach (var row in rows)
        {
            if (_keys.Count == 0)
            {
                foreach (var state in states[0]) state.Add(row);
                continue;
            }

            foreach (var mask in masks)
            {
                var values = new object?[_keys.Count];
                for (var i = 0; i < values.Length; i++) values[i] = mask[i] ? _keys[i].Get(row) : null;
                var key = new GroupKey(values, mask);
                if (!groups.TryGetValue(key, out var group))
                {
                    group = NewGroup(values, mask, states);
                    groups.Add(key, group);
                }

                foreach (var state in states[group]) state.Add(row);
            }
        }

        foreach (var state in states) _results.Add([.. state.Select(s => s.Result())]);
        return states.Count;
    }

    private int NewGroup(object?[] key, bool[] mask, List<AggregateState[]> states)
    {
        _groupKeys.Add(key);
        _groupMasks.Add(mask);
        states.Add([.. _calls.Select(c => new AggregateState(c))]);
        return states.Count - 1;
    }

    private static Operand Boxed(string name, FieldType type, FieldSchema? field, Func<int, object?> get) => new()
    {
        Name = name,
        Type = type,
        Field = field,
        IsNull = group => get(group) is null,
        Text = group => get(group) as string,
        Number = group => get(group) is double d ? d : double.NaN,
        Long = group => get(group) is long l ? l : RecordRef.Null,
        Bool = group => get(group) is bool b ? b ? 1 : 0 : -1,
    };

    private sealed record AggregateCall(string Function, Operand? Argument);

    private sealed class AggregateState(AggregateCall call)
    {
        private readonly HashSet<object> _distinct = [];
        private long _count;
        private double _sum;
        private object? _best;

        public void Add(int row)
        {
            if (call.Argument is not { } argument)
            {
                _count++;
                return;
            }

            var value = argument.Get(row);
            if (value is null) return;
            _count++;
            switch (call.Function)
            {
                case "COUNT_DISTINCT": _distinct.Add(value is string s ? s.ToUpperInvariant() : value); break;
                case "SUM" or "AVG": _sum += value is double d ? d : 0; break;
                case "MIN": if (_best is null || Compare(value, _best) < 0) _best = value; break;
                case "MAX": if (_best is null || Compare(value, _best) > 0) _best = value; break;
            }
        }

        public object? Result() => call.Function switch
        {
            "COUNT" => (double)_count,
            "COUNT_DISTINCT" => (double)_distinct.Count,
            "SUM" => _count == 0 ? null : _sum,
            "AVG" => _count == 0 ? null : _sum / _count,
            _ => _best,
        };

        private static int Compare(object a, object b) =>
            a is string s ? string.Compare(s, (string)b, StringComparison.OrdinalIgnoreCase) : Comparer<object>.Default.Compare(a, b);
    }

    private readonly struct GroupKey(object?[] values, bool[] mask) : IEquatable<GroupKey>
    {
        private readonly object?[] _values = values;
        private readonly bool[] _mask = mask;

        public bool Equals(GroupKey other) => ReferenceEquals(_mask, other._mask) && _values.AsSpan().SequenceEqual(other._values);

        public override bool Equals(object? obj) => obj is GroupKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (var value in _values) hash.Add(value);
            return hash.ToHashCode();
        }
    }
}
