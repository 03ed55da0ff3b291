using System.Globalization;

namespace IntegrationAgent.Driver.Conformance.Records;

/// <summary>The values at which conversions break.</summary>
internal static class EdgeValues
{
    private const int LongText = 2_000;

    private static readonly string[] Texts =
    [
        "", "a", " leading", "trailing ", "é ß ñ", "日本語", "😀👍🏽", "tab\there", "two\nlines", "O'Brien; DROP TABLE x", "say \"hi\"", "back\\slash", "null", "NULL", "0123", "true",
        "<b>&amp;</b>", "{\"a\":1}", "100% _", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    ];

    private static readonly long[] Whole = [0, 1, -1, 9_007_199_254_740_993, long.MaxValue, long.MinValue];

    private static readonly double[] Floating = [0, -0.5, 1.0 / 3, 1e300, 5e-300, 123456789.125];

    private static readonly DateOnly[] Dates = [new(1900, 1, 1), new(1970, 1, 1), new(2024, 2, 29), new(2024, 3, 31), new(3999, 12, 31)];

    private static readonly TimeOnly[] Times = [TimeOnly.MinValue, new(2, 30, 0), new(23, 59, 59, 999)];

    /// <summary>Among them the hours that a change of the clock leaves out and repeats.</summary>
    private static readonly DateTime[] LocalMoments = [new(1970, 1, 1), new(2024, 3, 31, 2, 30, 0), new(2024, 10, 27, 2, 30, 0), new(2038, 1, 19, 3, 14, 8, 123)];

    private static readonly DateTimeOffset[] Moments =
    [
        DateTimeOffset.UnixEpoch, new(2024, 3, 31, 1, 0, 0, TimeSpan.Zero), new(2024, 10, 27, 2, 30, 0, TimeSpan.FromHours(2)),
        new(2024, 10, 27, 2, 30, 0, TimeSpan.FromHours(1)), new(2038, 1, 19, 3, 14, 8, 123, TimeSpan.FromMinutes(-210)),
    ];

    private static readonly string[] Jsons = ["{}", "[]", "{\"a\":[1,null,\"é\"],\"b\":{\"c\":1.50}}", "\"text\""];

    /// <summary>Records with every edge value of every field, keys plain.</summary>
    public static IReadOnlyList<ConformanceRow> Rows(ConformanceObject target, int seed)
    {
        var fields = target.Fields.Where(field => field.Writable && field.Value is null && field.KeepsEdgeValues && !target.WriteKey.Contains(field.Name, StringComparer.Ordinal))
            .ToDictionary(field => field.Name, field => Of(field).ToArray(), StringComparer.Ordinal);
        var count = Math.Max(3, fields.Values.Select(values => values.Length).DefaultIfEmpty(0).Max());
        var rows = RowFactory.Make(target, count, seed);
        return
        [
            .. rows.Select((row, i) => fields.Aggregate(row, (changed, field) =>
                field.Value.Length == 0 ? changed : changed.With(field.Key, field.Value[i % field.Value.Length]))),
        ];
    }

    private static IEnumerable<RecordValue> Of(ConformanceField field)
    {
        if (field.Nullable)
            yield return RecordValue.Null;
        foreach (var value in field.Choices.Count > 0 ? field.Choices : Plain(field))
            yield return value;
    }

    private static IEnumerable<RecordValue> Plain(ConformanceField field) => field.Type switch
    {
        FieldType.String => Texts.Append(new string('x', Math.Min(field.MaxLength ?? LongText, LongText)))
            .Where(text => field.MaxLength is not { } most || text.Length <= most).Select(text => RecordValue.From(text)),
        FieldType.Boolean => [RecordValue.From(true), RecordValue.From(false)],
        FieldType.Int64 => Whole.Select(RecordValue.From),
        FieldType.Double => Floating.Select(RecordValue.From),
        FieldType.Decimal => Decimals(field).Select(RecordValue.FromDecimalText),
        FieldType.Uuid => [RecordValue.From(Guid.Empty), RecordValue.From(new Guid("ffffffff-ffff-ffff-ffff-fffffffffffe")), RecordValue.From(new Guid("00112233-4455-6677-8899-aabbccddeeff"))],
        FieldType.Date => Dates.Select(RecordValue.From),
        FieldType.Time => Times.Select(RecordValue.From),
        FieldType.LocalTimestamp => LocalMoments.Select(RecordValue.From),
        FieldType.Timestamp => Moments.Select(RecordValue.From),
        FieldType.Binary => [RecordValue.From([0]), RecordValue.From([.. Enumerable.Range(0, 256).Select(i => (byte)i)])],
        FieldType.Json => Jsons.Select(RecordValue.FromJson),
        _ => [],
    };

    private static IEnumerable<string> Decimals(ConformanceField field)
    {
        var whole = Math.Max(1, Math.Min(field.Precision, 28) - field.Scale);
        var fraction = field.Scale == 0 ? "" : "." + new string('9', field.Scale);
        yield return "0";
        yield return "1" + (field.Scale == 0 ? "" : "." + "5".PadRight(field.Scale, '0'));
        yield return "-" + (field.Scale == 0 ? "1" : "0." + "1".PadLeft(field.Scale, '0'));
        yield return new string('9', whole) + fraction;
        yield return string.Create(CultureInfo.InvariantCulture, $"-{new string('9', whole)}{fraction}");
    }
}
