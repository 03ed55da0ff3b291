using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>Compares two rows by one key. Nulls come first unless asked otherwise; picklists sort in the order of their values.</summary>
internal static class RowComparer
{
    public static Comparison<int> For(Operand key, bool descending, bool nullsLast)
    {
        var compare = Values(key);
        var direction = descending ? -1 : 1;
        var nulls = nullsLast ? 1 : -1;
        return (a, b) =>
        {
            var left = key.IsNull(a);
            var right = key.IsNull(b);
            if (left || right) return left == right ? 0 : left ? nulls : -nulls;
            return direction * compare(a, b);
        };
    }

    private static Comparison<int> Values(Operand key)
    {
        if (key.IsNumber) return (a, b) => key.Number(a).CompareTo(key.Number(b));
        if (key.Type == FieldType.Boolean) return (a, b) => key.Bool(a).CompareTo(key.Bool(b));
        if (!key.IsText) return (a, b) => key.Long(a).CompareTo(key.Long(b));
        if (key is { Type: FieldType.Picklist, Field: { Picklist.Count: > 0 } field })
        {
            return (a, b) =>
            {
                var left = key.Text(a)!; // both are known not to be null
                var right = key.Text(b)!;
                var sign = field.PicklistRank(left).CompareTo(field.PicklistRank(right));
                return sign != 0 ? sign : string.Compare(left, right, StringComparison.OrdinalIgnoreCase);
            };
        }

        return (a, b) => string.Compare(key.Text(a), key.Text(b), StringComparison.OrdinalIgnoreCase);
    }
}
