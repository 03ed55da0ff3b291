using System.Globalization;

namespace IntegrationAgent.Driver.Conformance.Records;

/// <summary>Makes records: the same for the same seed, keys unique, every kind of value among them.</summary>
internal static class RowFactory
{
    private static readonly string[] Words = ["plain", "zwei Wörter", "日本語", "emoji 😀", "O'Brien", "50% _off_", "back\\slash", "quo\"te"];

    public static IReadOnlyList<ConformanceRow> Make(ConformanceObject target, int count, int seed, int first = 0)
    {
        var writable = target.Fields.Where(field => field.Writable).ToArray();
        if (target.WriteKey.FirstOrDefault(name => !target.Field(name).Writable) is { } fixedKey)
            throw new CheckFailedException($"The key field '{fixedKey}' of the adapter's object is not writable. Name writable fields in UpsertKeyFields.");
        return [.. Enumerable.Range(first, count).Select(i => new ConformanceRow(writable.Select(field => KeyValuePair.Create(field.Name, Value(target, field, i, seed)))))];
    }

    public static RecordValue Value(ConformanceObject target, ConformanceField field, int i, int seed)
    {
        if (field.Value is { } own)
            return own(i);
        if (target.WriteKey.Contains(field.Name, StringComparer.Ordinal))
            return Key(field, i, seed);
        if (field.Nullable && i % 7 == 3)
            return RecordValue.Null;
        if (field.Choices.Count > 0)
            return field.Choices[i % field.Choices.Count];
        return Plain(field, i);
    }

    /// <summary>A key: texts of one length, so that they sort as they count.</summary>
    private static RecordValue Key(ConformanceField field, int i, int seed) => field.Type switch
    {
        FieldType.Int64 => RecordValue.From((long)i + 1),
        FieldType.Double => RecordValue.From((double)i + 1),
        FieldType.Decimal => RecordValue.From((decimal)i + 1),
        FieldType.Uuid => RecordValue.From(new Guid(seed, 0x1AB, 0x4C0, [0x80, 0, 0, 0, (byte)(i >> 24), (byte)(i >> 16), (byte)(i >> 8), (byte)i])),
        FieldType.String => RecordValue.From(string.Create(CultureInfo.InvariantCulture, $"k{seed % 10}{i:D7}")),
        _ => throw new CheckFailedException($"The kit makes no keys of type {field.Type}. Give the field '{field.Name}' of the adapter's object a Value."),
    };

    private static RecordValue Plain(ConformanceField field, int i) => field.Type switch
    {
        FieldType.Boolean => RecordValue.From(i % 2 == 0),
        FieldType.Int64 => RecordValue.From(i * 37L - 5),
        FieldType.Double => RecordValue.From(i * 0.25),
        FieldType.Decimal => RecordValue.FromDecimalText(Decimal(field, i)),
        FieldType.Uuid => RecordValue.From(new Guid(i, 7, 9, [1, 2, 3, 4, 5, 6, 7, 8])),
        FieldType.Date => RecordValue.From(new DateOnly(2024, 1, 1).AddDays(i % 700)),
        FieldType.Time => RecordValue.From(new TimeOnly(i % 24, i % 60, 5)),
        FieldType.LocalTimestamp => RecordValue.From(new DateTime(2024, 3, 31, 2, 30, 0, DateTimeKind.Unspecified).AddMinutes(i)),
        FieldType.Timestamp => RecordValue.From(new DateTimeOffset(2024, 10, 27, 1, 30, 0, TimeSpan.Zero).AddMinutes(i)),
        FieldType.Binary => RecordValue.From([(byte)i, 0, 255]),
        FieldType.Json => RecordValue.FromJson(string.Create(CultureInfo.InvariantCulture, $"{{\"n\":{i}}}")),
        FieldType.String => RecordValue.From(Cut(string.Create(CultureInfo.InvariantCulture, $"{Words[i % Words.Length]} {i}"), field.MaxLength)),
        _ => RecordValue.Null,
    };

    private static string Decimal(ConformanceField field, int i)
    {
        var whole = (i % 1000).ToString(CultureInfo.InvariantCulture);
        return field.Scale == 0 ? whole : $"{whole}.{new string('2', Math.Min(field.Scale, 1)).PadRight(Math.Min(field.Scale, 2), '5')}";
    }

    private static string Cut(string text, int? length) => length is { } most && text.Length > most ? text[..most].TrimEnd() : text;
}
