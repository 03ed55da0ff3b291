using System.Globalization;
using System.Text;

namespace IntegrationAgent.Driver;

/// <summary>A decimal is its scale (1 byte, 0 to 28) and its zigzag mantissa as a varint; beyond <see cref="decimal"/> it is <c>0xFF</c> and exact ASCII text.</summary>
internal static class DecimalEncoding
{
    internal static decimal Read(ReadOnlySpan<byte> data, int position)
    {
        var scale = data[position++];
        if (scale == RecordEncoding.DecimalText)
        {
            var text = Encoding.ASCII.GetString(RecordEncoding.ReadBytes(data, position));
            throw new OverflowException($"A decimal of {text.Length} characters is beyond System.Decimal; read it as text.");
        }

        if (scale > 28)
            throw RecordEncoding.Malformed();
        var raw = RecordEncoding.ReadVarint128(data, ref position);
        var negative = (raw & 1) != 0;
        var magnitude = raw >> 1;
        if (magnitude >> 96 != 0)
            throw RecordEncoding.Malformed();
        var low = (ulong)magnitude;
        return new decimal((int)(uint)low, (int)(uint)(low >> 32), (int)(uint)(magnitude >> 64), negative, scale);
    }

    internal static string ReadText(ReadOnlySpan<byte> data, int position)
    {
        if (data[position] != RecordEncoding.DecimalText)
            return Read(data, position).ToString(CultureInfo.InvariantCulture);
        var text = Encoding.ASCII.GetString(RecordEncoding.ReadBytes(data, position + 1));
        return IsPlainNumber(text) ? text : throw RecordEncoding.Malformed();
    }

    /// <summary>Sign in the lowest bit, magnitude above: the scale stays as written, so 1.50 and 1.5 keep their texts.</summary>
    internal static UInt128 Mantissa(decimal value, out byte scale)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        scale = (byte)((bits[3] >> 16) & 0xFF);
        var magnitude = ((UInt128)(uint)bits[2] << 64) | ((ulong)(uint)bits[1] << 32) | (uint)bits[0];
        return (magnitude << 1) | (bits[3] < 0 ? UInt128.One : UInt128.Zero);
    }

    /// <summary>True when the text is a plain decimal number that <see cref="decimal"/> holds without loss.</summary>
    internal static bool TryParseExact(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
        && text.Length <= 29
        && string.Equals(value.ToString(CultureInfo.InvariantCulture), text, StringComparison.Ordinal);

    internal static bool IsPlainNumber(ReadOnlySpan<char> text)
    {
        if (text.Length > 0 && text[0] is '-' or '+')
            text = text[1..];
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..];
        return whole.Length > 0 && !whole.ContainsAnyExceptInRange('0', '9') && (point < 0 || (fraction.Length > 0 && !fraction.ContainsAnyExceptInRange('0', '9')));
    }
}
