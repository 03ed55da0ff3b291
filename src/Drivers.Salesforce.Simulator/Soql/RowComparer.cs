using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>Orders rows by one key, whose values are read once. Nulls come first unless asked otherwise; picklists sort in the order of their values.</summary>
internal static class RowComparer
{
    /// <summary>Compares two places in <paramref name="rows"/>.</summary>
    public static Comparison<int> For(List<int> rows, Operand key, bool descending, bool nullsLast)
    {
        var isNull = new bool[rows.Count];
        for (var i = 0; i < isNull.Length; i++) isNull[i] = key.IsNull(rows[i]);
        var compare = Values(rows, key);
        var direction = descending ? -1 : 1;
        var nulls = nullsLast ? 1 : -1;
        return (a, b) =>
        {
            var left = isNull[a];
            var right = isNull[b];
            if (left || right) return left == right ? 0 : left ? nulls : -nulls;
            return direction * compare(a, b);
        };
    }

    private static Comparison<int> Values(List<int> rows, Operand key)
    {
        if (key.IsNumber)
        {
            var numbers = rows.ConvertAll(r => key.Number(r));
            return (a, b) => numbers[a].CompareTo(numbers[b]);
        }

        if (!key.IsText)
        {
            var longs = rows.ConvertAll(r => key.Type == FieldType.Boolean ? key.Bool(r) : key.Long(r));
            return (a, b) => longs[a].CompareTo(longs[b]);
        }

        var texts = rows.ConvertAll(r => key.Text(r));
        if (key is not { Type: FieldType.Picklist, Field: { Picklist.Count: > 0 } field }) return (a, b) => string.Compare(texts[a], texts[b], StringComparison.OrdinalIgnoreCase);
        var ranks = texts.ConvertAll(t => t is null ? 0 : field.PicklistRank(t));
        return (a, b) => ranks[a].CompareTo(ranks[b]) is var sign && sign != 0 ? sign : string.Compare(texts[a], texts[b], StringComparison.OrdinalIgnoreCase);
    }
}
