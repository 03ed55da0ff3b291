using System.Globalization;
using System.Text.Unicode;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Query;
using IntegrationAgent.Drivers.Postgres.Schema;
using IntegrationAgent.Drivers.Postgres.Values;

namespace IntegrationAgent.Drivers.Postgres.Write;

/// <summary>One field of the records, on its way into one column: checked where that can be done without the server, and encoded for the staging table.</summary>
internal sealed class StageColumn
{
    private const byte Continuation = 0x80, ContinuationMask = 0xC0;
    private readonly FieldType type;
    private readonly Form form;
    private readonly bool direct;

    public StageColumn(int ordinal, RecordField field, Column column, bool isKey)
    {
        Ordinal = ordinal;
        Column = column;
        IsKey = isKey;
        type = field.Type;
        form = column.Type.Form;
        direct = IsDirect(type, form);
    }

    /// <summary>The field's position in the records.</summary>
    public int Ordinal { get; }

    public Column Column { get; }

    public bool IsKey { get; }

    /// <summary>The server reads the value from text.</summary>
    public bool IsCast => !direct && form != Form.Text;

    /// <summary>Whether the column itself takes the bytes that the staging table takes, and means the same by them.</summary>
    public bool IsStoredAsStaged => !IsCast && form is not Form.AsNumeric && Column.Type.IsBuiltIn;

    public string StageType => IsCast ? "text" : Column.Type.StageType;

    /// <summary>Whether values of a type can fit a column at all; a single one may still not.</summary>
    public static bool CanFit(FieldType value, Form form) => IsDirect(value, form) || form switch
    {
        Form.Text or Form.AsText => value is not FieldType.Binary,
        Form.Json or Form.Jsonb => value is FieldType.Json or FieldType.List or FieldType.Record || IsText(value),
        Form.Int16 or Form.Int32 or Form.Int64 or Form.Oid => value is FieldType.Decimal or FieldType.Double or FieldType.Boolean || IsText(value),
        Form.Single or Form.Double => value is FieldType.Decimal or FieldType.Int64 || IsText(value),
        Form.Numeric or Form.AsNumeric => value is FieldType.Double || IsText(value),
        Form.Boolean => value is FieldType.Int64 || IsText(value),
        Form.Array => value is FieldType.List || IsText(value),
        Form.Bytea => false,
        _ => IsText(value),
    };

    /// <summary>The staged value in the type of the column. A text that is too long must be refused, and a cast would cut it.</summary>
    public string Value(string stage) => (IsCast, form) switch
    {
        (true, Form.Array) when Column.Type.Element == Form.Text => $"{stage}::text[]",
        (true, _) when Column.Type.Native.StartsWith("bit", StringComparison.Ordinal) => $"{stage}::bit varying",
        (true, _) => $"{stage}::{Column.Type.Native}",
        (_, Form.Text) when Column.Type.Native.StartsWith("character(", StringComparison.Ordinal) => $"{stage}::bpchar",
        (_, Form.Text) => stage,
        _ => $"{stage}::{Column.Type.Native}",
    };

    /// <summary>Writes the record's value; or says what is wrong with it.</summary>
    public string? Encode(Record record, CopyBuffer buffer)
    {
        if (record.IsNull(Ordinal))
        {
            buffer.WriteNull();
            return Column.NotNull ? $"'{Names.Short(Column.Name)}' must have a value." : null;
        }

        return direct ? EncodeDirect(record, buffer) : EncodeText(record, buffer);
    }

    private static bool IsDirect(FieldType value, Form form) => (value, form) switch
    {
        (FieldType.String or FieldType.Reference or FieldType.Json, Form.Text) => true,
        (FieldType.Int64, Form.Int16 or Form.Int32 or Form.Int64 or Form.Oid or Form.Numeric or Form.AsNumeric or Form.Double) => true,
        (FieldType.Double, Form.Double or Form.Single) => true,
        (FieldType.Decimal or FieldType.String or FieldType.Reference or FieldType.Double, Form.Numeric or Form.AsNumeric) => true,
        (FieldType.Boolean, Form.Boolean) => true,
        (FieldType.Uuid, Form.Uuid) => true,
        (FieldType.Date, Form.Date) => true,
        (FieldType.Time, Form.Time) => true,
        (FieldType.LocalTimestamp, Form.Timestamp) => true,
        (FieldType.Timestamp, Form.TimestampTz) => true,
        (FieldType.Binary, Form.Bytea) => true,
        _ => false,
    };

    private static bool IsText(FieldType value) => value is FieldType.String or FieldType.Reference;

    private string? EncodeDirect(Record record, CopyBuffer buffer)
    {
        switch (form)
        {
            case Form.Text:
                var text = record.GetBytes(Ordinal).Span;
                if (CheckText(text) is { } wrong)
                    return wrong;
                buffer.WriteBytes(text);
                return null;
            case Form.Boolean:
                buffer.WriteBoolean(record.GetBoolean(Ordinal).GetValueOrDefault());
                return null;
            case Form.Uuid:
                buffer.WriteUuid(record.GetUuid(Ordinal).GetValueOrDefault());
                return null;
            case Form.Date:
                buffer.WriteInt32(record.GetDate(Ordinal).GetValueOrDefault().DayNumber - Moments.EpochDay);
                return null;
            case Form.Time:
                buffer.WriteInt64(record.GetTime(Ordinal).GetValueOrDefault().Ticks / Moments.TicksOfMicrosecond);
                return null;
            case Form.Timestamp:
                buffer.WriteInt64(Moments.Microseconds(record.GetLocalTimestamp(Ordinal).GetValueOrDefault().Ticks));
                return null;
            case Form.TimestampTz:
                buffer.WriteInt64(Moments.Microseconds(record.GetTimestamp(Ordinal).GetValueOrDefault().UtcTicks));
                return null;
            case Form.Bytea:
                buffer.WriteBytes(record.GetBytes(Ordinal).Span);
                return null;
            case Form.Numeric or Form.AsNumeric:
                return EncodeNumeric(record, buffer);
            case Form.Double when type == FieldType.Double:
                buffer.WriteDouble(record.GetDouble(Ordinal).GetValueOrDefault());
                return null;
            case Form.Single:
                var number = record.GetDouble(Ordinal).GetValueOrDefault();
                buffer.WriteSingle((float)number);
                return double.IsFinite(number) && !float.IsFinite((float)number) ? OutOfRange() : null;
            default:
                return EncodeInteger(record.GetInt64(Ordinal).GetValueOrDefault(), buffer);
        }
    }

    private string? EncodeInteger(long value, CopyBuffer buffer)
    {
        switch (form)
        {
            case Form.Int16 when value is >= short.MinValue and <= short.MaxValue:
                buffer.WriteInt16((short)value);
                return null;
            case Form.Int32 when value is >= int.MinValue and <= int.MaxValue:
                buffer.WriteInt32((int)value);
                return null;
            case Form.Int64:
                buffer.WriteInt64(value);
                return null;
            case Form.Oid when value is >= 0 and <= uint.MaxValue:
                buffer.WriteUInt32((uint)value);
                return null;
            case Form.Double when value is >= -(1L << 53) and <= 1L << 53:
                buffer.WriteDouble(value);
                return null;
            default:
                return OutOfRange();
        }
    }

    private string? EncodeNumeric(Record record, CopyBuffer buffer)
    {
        decimal number;
        switch (type)
        {
            case FieldType.Int64:
                number = record.GetInt64(Ordinal).GetValueOrDefault();
                break;
            case FieldType.Double:
                if (!decimal.TryParse(record.GetDouble(Ordinal).GetValueOrDefault().ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out number))
                    return OutOfRange();
                break;
            case FieldType.Decimal:
                try
                {
                    number = record.GetDecimal(Ordinal).GetValueOrDefault();
                }
                catch (OverflowException)
                {
                    return EncodeDigits(record.GetDecimalText(Ordinal)!, buffer);
                }

                break;
            default:
                return EncodeDigits(record.GetString(Ordinal)!.Trim(), buffer);
        }

        if (Column.Type is { Precision: { } precision, Scale: { } scale } && !DecimalLimits.Fits(number, precision, scale))
            return TooManyDigits(precision, scale);
        NumericWriter.Write(number, buffer);
        return null;
    }

    private string? EncodeDigits(string text, CopyBuffer buffer)
    {
        if (!DecimalLimits.IsPlain(text))
            return $"The text cannot be read as the number that '{Names.Short(Column.Name)}' takes.";
        if (Column.Type is { Precision: { } precision, Scale: { } scale } && !DecimalLimits.Fits(text, precision, scale))
            return TooManyDigits(precision, scale);
        return NumericWriter.TryWrite(text, buffer) ? null : OutOfRange();
    }

    private string? EncodeText(Record record, CopyBuffer buffer)
    {
        if (type is FieldType.String or FieldType.Reference or FieldType.Json)
        {
            var text = record.GetBytes(Ordinal).Span;
            if (CheckText(text) is { } wrong)
                return wrong;
            if (form is Form.Date or Form.Timestamp or Form.TimestampTz && !IsIsoMoment(text))
                return $"The text is no date or time in the form of ISO 8601, as '{Names.Short(Column.Name)}' takes it.";
            buffer.WriteBytes(text);
            return null;
        }

        var value = type == FieldType.List && form == Form.Array ? ArrayOf(record.GetList(Ordinal)!) : record.GetValue(Ordinal).ToInvariantString();
        if (value.Contains('\0', StringComparison.Ordinal))
            return NulCharacter();
        if (form == Form.Text && Column.Type.Length is { } most && value.Length > most)
            return TooLong(most);
        buffer.WriteText(value);
        return null;
    }

    private string? CheckText(ReadOnlySpan<byte> text)
    {
        if (text.Contains((byte)0))
            return NulCharacter();
        if (!Utf8.IsValid(text))
            return $"The text for '{Names.Short(Column.Name)}' is no valid UTF-8.";
        return form == Form.Text && Column.Type.Length is { } most && text.Length > most && Characters(text) > most ? TooLong(most) : null;
    }

    private static int Characters(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var one in utf8)
            count += (one & ContinuationMask) == Continuation ? 0 : 1;
        return count;
    }

    /// <summary>PostgreSQL reads a date in many ways, also "today" and 01/02/03: only the one that means the same everywhere is let through.</summary>
    private static bool IsIsoMoment(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("infinity"u8) || text.SequenceEqual("-infinity"u8)
        || (text.Length >= 8 && text[4] == (byte)'-' && !text[..4].ContainsAnyExceptInRange((byte)'0', (byte)'9'));

    private static string ArrayOf(RecordPage list)
    {
        var items = new List<string?>(list.Count);
        foreach (var record in list)
        {
            var value = record.GetValue(0);
            items.Add(value.IsNull ? null : value.Type == FieldType.Binary ? @"\x" + Convert.ToHexStringLower(value.AsBinary()) : value.ToInvariantString());
        }

        return Settings.ArrayText(items);
    }

    private string NulCharacter() => $"The text for '{Names.Short(Column.Name)}' holds a NUL character, which PostgreSQL cannot keep.";

    private string OutOfRange() => $"The number is outside of what '{Names.Short(Column.Name)}' takes ({Names.Short(Column.Type.Native)}).";

    private string TooLong(int most) => string.Create(CultureInfo.InvariantCulture, $"The value is longer than the {most} characters that '{Names.Short(Column.Name)}' takes.");

    private string TooManyDigits(int precision, int scale) =>
        string.Create(CultureInfo.InvariantCulture, $"'{Names.Short(Column.Name)}' takes {precision - scale} digits before the point and {scale} behind it.");
}
