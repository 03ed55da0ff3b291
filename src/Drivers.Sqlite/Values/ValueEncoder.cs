using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Sqlite.Schema;

namespace IntegrationAgent.Drivers.Sqlite.Values;

/// <summary>Turns values into what a column stores, without loss or not at all.</summary>
internal static class ValueEncoder
{
    /// <summary>Moments in UTC with their offset: they sort as text.</summary>
    public const string MomentFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'+00:00'";
    public const string LocalFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";
    public const string TimeFormat = "HH:mm:ss.FFFFFFF";
    private const int ExactDigitsOfDouble = 15;
    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789.+-");

    /// <summary>Whether values of a type can fit a column at all; a single one may still not.</summary>
    public static bool CanFit(FieldType value, FieldType column) => column == value || column switch
    {
        FieldType.String => value is not FieldType.Binary,
        FieldType.Reference => value is FieldType.String or FieldType.Int64 or FieldType.Uuid,
        FieldType.Json => value is FieldType.String or FieldType.List or FieldType.Record,
        FieldType.Int64 => value is FieldType.String or FieldType.Reference or FieldType.Decimal or FieldType.Double or FieldType.Boolean,
        FieldType.Double => value is FieldType.String or FieldType.Decimal or FieldType.Int64,
        FieldType.Decimal => value is FieldType.String or FieldType.Double or FieldType.Int64,
        FieldType.Boolean => value is FieldType.String or FieldType.Int64,
        FieldType.Uuid => value is FieldType.String or FieldType.Reference,
        FieldType.Date or FieldType.Time or FieldType.LocalTimestamp or FieldType.Timestamp => value is FieldType.String,
        _ => false,
    };

    /// <summary>The stored form, or null with what is wrong.</summary>
    public static StoredValue? TryEncode(RecordValue value, Column column, out string? problem)
    {
        problem = null;
        if (value.IsNull)
            return StoredValue.Null;
        var stored = Encode(value, column, ref problem);
        if (stored is null)
            problem ??= $"'{column.Name}' takes {Name(column.Type)}, and the value is not one.";
        return stored;
    }

    public static string? TooLong(Column column, int utf8Length, ReadOnlySpan<byte> utf8) =>
        column.Declared.Length is { } most && utf8Length > most && Runes(utf8) > most ? TooLong(column, most) : null;

    public static string Name(FieldType type) => type switch
    {
        FieldType.Int64 => "a whole number",
        FieldType.Double or FieldType.Decimal => "a number",
        FieldType.Boolean => "true or false",
        FieldType.Uuid => "a UUID",
        FieldType.Date => "a date",
        FieldType.Time => "a time of day",
        FieldType.LocalTimestamp => "a date and time",
        FieldType.Timestamp => "a moment",
        FieldType.Binary => "bytes",
        FieldType.Json => "JSON",
        _ => "text",
    };

    private static StoredValue? Encode(RecordValue value, Column column, ref string? problem) => column.Type switch
    {
        FieldType.Int64 => Integer(value) is { } number ? StoredValue.From(number) : null,
        FieldType.Double => Real(value) is { } number ? StoredValue.From(number) : null,
        FieldType.Decimal => Exact(value, column, ref problem),
        FieldType.Boolean => Boolean(value) is { } flag ? StoredValue.From(flag ? 1L : 0L) : null,
        FieldType.Uuid => value.Type == FieldType.Uuid ? Text(value.AsUuid().ToString("D")) : IsText(value) && Guid.TryParse(value.AsString(), out var id) ? Text(id.ToString("D")) : null,
        FieldType.Date => value.Type == FieldType.Date ? Text(value.ToInvariantString())
            : IsText(value) && DateOnly.TryParseExact(value.AsString(), "yyyy-MM-dd", out var date) ? Text(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) : null,
        FieldType.Time => value.Type == FieldType.Time ? Text(value.ToInvariantString())
            : IsText(value) && TimeOnly.TryParse(value.AsString(), CultureInfo.InvariantCulture, out var time) ? Text(time.ToString(TimeFormat, CultureInfo.InvariantCulture)) : null,
        FieldType.LocalTimestamp => value.Type == FieldType.LocalTimestamp ? Text(value.ToInvariantString())
            : IsText(value) && ValueDecoder.TryParseLocal(value.AsString(), out var local) ? Text(local.ToString(LocalFormat, CultureInfo.InvariantCulture)) : null,
        FieldType.Timestamp => value.Type == FieldType.Timestamp ? Text(Moment(value.AsTimestamp()))
            : IsText(value) && MomentText.TryRead(value.AsString(), out var moment) ? Text(Moment(moment)) : null,
        FieldType.Binary => value.Type != FieldType.Binary ? null : Bytes(value.AsBinary(), column, ref problem),
        FieldType.Json => value.Type is FieldType.Json or FieldType.String && IsJson(value.AsString()) ? Text(value.AsString()) : null,
        _ => value.Type == FieldType.Binary ? null : Limited(value.ToInvariantString(), column, ref problem),
    };

    private static string Moment(DateTimeOffset value) => value.UtcDateTime.ToString(MomentFormat, CultureInfo.InvariantCulture);

    private static StoredValue? Text(string value) => StoredValue.From(value);

    private static bool IsText(RecordValue value) => value.Type is FieldType.String or FieldType.Reference;

    private static long? Integer(RecordValue value) => value.Type switch
    {
        FieldType.Int64 => value.AsInt64(),
        FieldType.Boolean => value.AsBoolean() ? 1 : 0,
        FieldType.Double => value.AsDouble() is >= -9.2e18 and <= 9.2e18 and var number && Math.Floor(number) == number ? (long)number : null,
        FieldType.Decimal or FieldType.String or FieldType.Reference => Whole(value.AsString()),
        _ => null,
    };

    private static long? Whole(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0 && text.AsSpan(point + 1).ContainsAnyExcept('0'))
            return null;
        return long.TryParse(point < 0 ? text : text.AsSpan(0, point), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static double? Real(RecordValue value)
    {
        double? number = value.Type switch
        {
            FieldType.Double => value.AsDouble(),
            FieldType.Int64 => value.AsInt64(),
            FieldType.Decimal or FieldType.String => double.TryParse(value.AsString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : null,
            _ => null,
        };
        // SQLite keeps no NaN: it would become null.
        return number is { } real && !double.IsNaN(real) ? real : null;
    }

    private static bool? Boolean(RecordValue value) => value.Type switch
    {
        FieldType.Boolean => value.AsBoolean(),
        FieldType.Int64 => value.AsInt64() switch { 0 => false, 1 => true, _ => null },
        FieldType.String => value.AsString() switch { "true" or "1" => true, "false" or "0" => false, _ => null },
        _ => null,
    };

    private static StoredValue? Exact(RecordValue value, Column column, ref string? problem)
    {
        var text = value.Type switch
        {
            FieldType.Decimal or FieldType.String => value.AsString(),
            FieldType.Int64 => value.ToInvariantString(),
            FieldType.Double => Plain(value.AsDouble()),
            _ => null,
        };
        if (text is null || !IsPlain(text))
            return null;
        var declared = column.Declared;
        var digits = text.AsSpan().TrimStart("+-").TrimStart('0');
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits.Length : point;
        var fraction = point < 0 ? 0 : digits[(point + 1)..].TrimEnd('0').Length;
        if (declared.Precision is { } precision && (whole > precision - declared.Scale || fraction > declared.Scale))
            problem = string.Create(CultureInfo.InvariantCulture, $"'{column.Name}' takes {precision - declared.Scale} digits before the point and {declared.Scale} behind it.");
        else if (declared.IsNumericAffinity && whole + fraction > ExactDigitsOfDouble)
            problem = $"'{column.Name}' is declared {declared.Text}, which SQLite rounds to 15 digits. Declare it DECIMAL_TEXT.";
        return problem is null ? StoredValue.From(text) : null;
    }

    private static string? Plain(double value) =>
        double.IsFinite(value) && decimal.TryParse(value.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            ? exact.ToString(CultureInfo.InvariantCulture)
            : null;

    private static bool IsPlain(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExcept(NumberLetters) && BigInteger.TryParse(text.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
        && text.Count(letter => letter == '.') <= 1 && !text.EndsWith('.');

    private static StoredValue? Bytes(byte[] value, Column column, ref string? problem)
    {
        if (column.Declared.Length is { } most && value.Length > most)
            problem = TooLong(column, most);
        return problem is null ? StoredValue.From(value) : null;
    }

    private static StoredValue? Limited(string value, Column column, ref string? problem)
    {
        if (column.Declared.Length is { } most && value.Length > most && value.EnumerateRunes().Count() > most)
            problem = TooLong(column, most);
        return problem is null ? StoredValue.From(value) : null;
    }

    private static string TooLong(Column column, int most) =>
        string.Create(CultureInfo.InvariantCulture, $"The value is longer than the {most} that '{column.Name}' takes.");

    private static int Runes(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var one in utf8)
            count += (one & 0xC0) == 0x80 ? 0 : 1;
        return count;
    }

    private static bool IsJson(string text)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            while (reader.Read())
            {
                // Only whether it can be read.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
