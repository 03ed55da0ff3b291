using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Discovery;

/// <summary>Gathers the profile of one field.</summary>
internal sealed class FieldProfiler(FieldSchema field)
{
    private const int MaxDistinct = 1_000;
    private const int MaxPattern = 24;
    private readonly HashSet<int> distinct = [];
    private readonly Dictionary<string, long> patterns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> choices = new(StringComparer.Ordinal);
    private RecordValue least = RecordValue.Null;
    private RecordValue greatest = RecordValue.Null;
    private long seen;
    private long filled;

    public void Add(RecordValue value)
    {
        seen++;
        if (value.IsNull)
            return;
        filled++;
        var text = ValueComparer.Canonical(value);
        if (distinct.Count < MaxDistinct)
            distinct.Add(string.GetHashCode(text, StringComparison.Ordinal));
        if (field.PicklistValues.Count > 0)
            choices[text] = choices.GetValueOrDefault(text) + 1;
        else if (IsOrdered(field.Type))
            Extremes(value, text);
        else if (patterns.Count < 200 && field.Type == FieldType.String)
            patterns[Mask(text)] = patterns.GetValueOrDefault(Mask(text)) + 1;
    }

    public FieldProfile ToProfile() => new()
    {
        Field = field.Name,
        Type = field.Type.ToString().ToLowerInvariant(),
        Filled = seen == 0 ? 0 : Math.Round((double)filled / seen, 3),
        Distinct = distinct.Count,
        Least = least.IsNull ? null : ValueComparer.Canonical(least),
        Greatest = greatest.IsNull ? null : ValueComparer.Canonical(greatest),
        Pattern = patterns.Count == 0 ? null : patterns.MaxBy(pattern => pattern.Value).Key,
        Choices = choices.Count == 0 || filled == 0 ? null : Shares(),
    };

    /// <summary>Letters become A or a, digits 9, everything else stays; a run of the same is written once with a plus.</summary>
    internal static string Mask(string text)
    {
        var mask = new System.Text.StringBuilder();
        var last = '\0';
        foreach (var character in text)
        {
            var shape = char.IsDigit(character) ? '9' : char.IsUpper(character) ? 'A' : char.IsLetter(character) ? 'a' : char.IsControl(character) ? '?' : character;
            if (shape == last && shape is '9' or 'A' or 'a')
            {
                if (mask[^1] != '+')
                    mask.Append('+');
                continue;
            }

            mask.Append(shape);
            last = shape;
            if (mask.Length >= MaxPattern)
                return mask.Append('…').ToString();
        }

        return mask.ToString();
    }

    /// <summary>The shares of the most frequent values, and of all others together.</summary>
    internal static SortedDictionary<string, double> Shares(IEnumerable<KeyValuePair<string, long>> known, long others, long filled)
    {
        var shares = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (value, count) in known.OrderByDescending(choice => choice.Value).Take(20))
            shares[value] = Math.Round((double)count / filled, 3);
        if (others > 0)
            shares["(other values)"] = Math.Round((double)others / filled, 3);
        return shares;
    }

    /// <summary>Only values that the schema lists are named; what people typed besides is counted together.</summary>
    private SortedDictionary<string, double> Shares()
    {
        var known = field.PicklistValues.Select(value => value.Value).ToHashSet(StringComparer.Ordinal);
        return Shares(choices.Where(choice => known.Contains(choice.Key)), choices.Where(choice => !known.Contains(choice.Key)).Sum(choice => choice.Value), filled);
    }

    private static bool IsOrdered(FieldType type) => type is FieldType.Int64 or FieldType.Double or FieldType.Decimal or FieldType.Date or FieldType.Timestamp or FieldType.LocalTimestamp;

    private void Extremes(RecordValue value, string text)
    {
        if (least.IsNull || Compare(value, text, least) < 0)
            least = value;
        if (greatest.IsNull || Compare(value, text, greatest) > 0)
            greatest = value;
    }

    private static int Compare(RecordValue value, string text, RecordValue other) => value.Type switch
    {
        FieldType.Int64 => value.AsInt64().CompareTo(other.AsInt64()),
        FieldType.Double => value.AsDouble().CompareTo(other.AsDouble()),
        FieldType.Decimal => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture).CompareTo(double.Parse(ValueComparer.Canonical(other), System.Globalization.CultureInfo.InvariantCulture)),
        _ => string.CompareOrdinal(text, ValueComparer.Canonical(other)),
    };
}
