using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace IntegrationAgent.Driver.Authoring;

/// <summary>Writes one JSON value as a field of a type, from its bytes and without strings where it can.</summary>
internal static class JsonValueWriter
{
    private static readonly SearchValues<char> PlainNumber = SearchValues.Create("-0123456789.");

    /// <param name="writer">Takes the value.</param>
    /// <param name="type">The field's type.</param>
    /// <param name="kind">The value's first token.</param>
    /// <param name="raw">The whole value, with the quotes of a text.</param>
    /// <param name="escaped">True for a text with escapes.</param>
    /// <returns>False when the value is not of the type.</returns>
    internal static bool TryWrite(RecordPageWriter writer, FieldType type, JsonTokenType kind, ReadOnlySpan<byte> raw, bool escaped)
    {
        if (type == FieldType.Json)
        {
            writer.WriteUtf8(raw);
            return true;
        }

        if (kind != JsonTokenType.String)
            return TryWriteBare(writer, type, kind, raw);
        if (!escaped)
            return TryWriteText(writer, type, raw[1..^1]);

        var scratch = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            var reader = new Utf8JsonReader(raw);
            reader.Read();
            return TryWriteText(writer, type, scratch.AsSpan(0, reader.CopyString(scratch)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    internal static bool TryWriteText(RecordPageWriter writer, FieldType type, ReadOnlySpan<byte> text)
    {
        switch (type)
        {
            case FieldType.String:
            case FieldType.Reference:
                writer.WriteUtf8(text);
                return true;
            case FieldType.Timestamp:
                if (!Iso8601.TryParseTimestamp(text, out var moment))
                    return false;
                writer.WriteTimestamp(moment);
                return true;
            case FieldType.Date:
                if (!Iso8601.TryParseDate(text, out var date))
                    return false;
                writer.WriteDate(date);
                return true;
            case FieldType.Time:
                if (!Iso8601.TryParseTime(text, out var time))
                    return false;
                writer.WriteTime(time);
                return true;
            case FieldType.LocalTimestamp:
                if (!DateTime.TryParse(Encoding.UTF8.GetString(text), CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
                    return false;
                writer.WriteLocalTimestamp(local);
                return true;
            case FieldType.Uuid:
                if (!Utf8Parser.TryParse(text, out Guid uuid, out var used) || used != text.Length)
                    return false;
                writer.WriteUuid(uuid);
                return true;
            case FieldType.Binary:
                return TryWriteBase64(writer, text);
            case FieldType.Decimal:
            case FieldType.Int64:
            case FieldType.Double:
                return TryWriteNumber(writer, type, text);
            case FieldType.Boolean:
                if (!text.SequenceEqual("true"u8) && !text.SequenceEqual("false"u8))
                    return false;
                writer.WriteBoolean(text.Length == 4);
                return true;
            default:
                return false;
        }
    }

    private static bool TryWriteBare(RecordPageWriter writer, FieldType type, JsonTokenType kind, ReadOnlySpan<byte> raw)
    {
        switch (kind)
        {
            case JsonTokenType.True or JsonTokenType.False when type == FieldType.Boolean:
                writer.WriteBoolean(kind == JsonTokenType.True);
                return true;
            case JsonTokenType.Number when type is FieldType.Int64 or FieldType.Double or FieldType.Decimal:
                return TryWriteNumber(writer, type, raw);
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False when type == FieldType.String:
                writer.WriteUtf8(raw);
                return true;
            default:
                return false;
        }
    }

    private static bool TryWriteNumber(RecordPageWriter writer, FieldType type, ReadOnlySpan<byte> text)
    {
        switch (type)
        {
            case FieldType.Int64:
                if (Utf8Parser.TryParse(text, out long whole, out var used) && used == text.Length)
                {
                    writer.WriteInt64(whole);
                    return true;
                }

                if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var integral) || decimal.Truncate(integral) != integral
                    || integral is < long.MinValue or > long.MaxValue)
                    return false;
                writer.WriteInt64((long)integral);
                return true;
            case FieldType.Double:
                if (!Utf8Parser.TryParse(text, out double number, out used) || used != text.Length)
                    return false;
                writer.WriteDouble(number);
                return true;
            default:
                return TryWriteDecimal(writer, text);
        }
    }

    private static bool TryWriteDecimal(RecordPageWriter writer, ReadOnlySpan<byte> text)
    {
        var position = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (negative)
            position = 1;
        var start = position;
        ulong mantissa = 0;
        var point = -1;
        for (; position < text.Length; position++)
        {
            var digit = (uint)(text[position] - '0');
            if (digit <= 9)
                mantissa = (mantissa * 10) + digit;
            else if (text[position] == '.' && point < 0)
                point = position;
            else
                return TryWriteLongDecimal(writer, text);
        }

        // 18 digits and a point always fit into the mantissa.
        if (position - start is 0 or > 19)
            return TryWriteLongDecimal(writer, text);
        var scale = point < 0 ? 0 : position - point - 1;
        writer.WriteDecimal(new decimal((int)(uint)mantissa, (int)(uint)(mantissa >> 32), 0, negative, (byte)scale));
        return true;
    }

    private static bool TryWriteLongDecimal(RecordPageWriter writer, ReadOnlySpan<byte> text)
    {
        var plain = Encoding.UTF8.GetString(text);
        if (plain.Contains('e', StringComparison.OrdinalIgnoreCase))
        {
            if (!decimal.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                return false;
            writer.WriteDecimal(value);
            return true;
        }

        if (plain.Length == 0 || plain.AsSpan().ContainsAnyExcept(PlainNumber))
            return false;
        writer.WriteDecimalText(plain);
        return true;
    }

    private static bool TryWriteBase64(RecordPageWriter writer, ReadOnlySpan<byte> text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(text.Length));
        try
        {
            if (Base64.DecodeFromUtf8(text, bytes, out _, out var written) != OperationStatus.Done)
                return false;
            writer.WriteBinary(bytes.AsSpan(0, written));
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
