using System.Buffers.Binary;

namespace IntegrationAgent.Drivers.Postgres.Values;

/// <summary>Writes PostgreSQL's numeric: digits of base 10,000, the power of the first one, and how many decimal digits are shown behind the point.</summary>
internal static class NumericWriter
{
    private const int HeaderBytes = 8, DigitsOfGroup = 4, MaxGroups = 10, MaxDigits = 130_000;
    private const ushort Negative = 0x4000;

    public static void Write(decimal value, CopyBuffer buffer)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var scale = (bits[3] >> 16) & 0xFF;
        var padding = (DigitsOfGroup - (scale % DigitsOfGroup)) % DigitsOfGroup;
        var mantissa = (((UInt128)(uint)bits[2] << 64) | ((ulong)(uint)bits[1] << 32) | (uint)bits[0]) * (padding switch { 0 => 1u, 1 => 10u, 2 => 100u, _ => 1000u });
        Span<ushort> groups = stackalloc ushort[MaxGroups];
        var count = 0;
        while (mantissa > ulong.MaxValue)
        {
            (mantissa, var rest) = UInt128.DivRem(mantissa, 10_000);
            groups[count++] = (ushort)rest;
        }

        for (var small = (ulong)mantissa; small > 0; small /= 10_000)
            groups[count++] = (ushort)(small % 10_000);
        var weight = count - ((scale + padding) / DigitsOfGroup) - 1;
        var field = Begin(buffer, count, weight, bits[3] < 0, scale);
        for (var i = 0; i < count; i++)
            BinaryPrimitives.WriteUInt16BigEndian(field[(i * 2)..], groups[count - 1 - i]);
    }

    /// <summary>Writes a number from its text of digits with at most one point and a sign; false where it has more digits than PostgreSQL keeps.</summary>
    public static bool TryWrite(ReadOnlySpan<char> text, CopyBuffer buffer)
    {
        var negative = text[0] == '-';
        if (text[0] is '-' or '+')
            text = text[1..];
        var point = text.IndexOf('.');
        var whole = (point < 0 ? text : text[..point]).TrimStart('0');
        var fraction = point < 0 ? [] : text[(point + 1)..];
        if (whole.Length > MaxDigits || fraction.Length > 16_383)
            return false;
        var wholeGroups = (whole.Length + DigitsOfGroup - 1) / DigitsOfGroup;
        var groups = wholeGroups + ((fraction.Length + DigitsOfGroup - 1) / DigitsOfGroup);
        var field = Begin(buffer, groups, wholeGroups - 1, negative, fraction.Length);
        var first = whole.Length - ((wholeGroups - 1) * DigitsOfGroup);
        for (var i = 0; i < groups; i++)
        {
            var group = 0;
            for (var digit = 0; digit < DigitsOfGroup; digit++)
            {
                var at = i < wholeGroups ? first - DigitsOfGroup + (i * DigitsOfGroup) + digit : ((i - wholeGroups) * DigitsOfGroup) + digit;
                var from = i < wholeGroups ? whole : fraction;
                group = (group * 10) + (at >= 0 && at < from.Length ? from[at] - '0' : 0);
            }

            BinaryPrimitives.WriteUInt16BigEndian(field[(i * 2)..], (ushort)group);
        }

        return true;
    }

    private static Span<byte> Begin(CopyBuffer buffer, int groups, int weight, bool negative, int scale)
    {
        var field = buffer.Field(HeaderBytes + (groups * 2));
        BinaryPrimitives.WriteInt16BigEndian(field, (short)groups);
        BinaryPrimitives.WriteInt16BigEndian(field[2..], (short)weight);
        BinaryPrimitives.WriteUInt16BigEndian(field[4..], negative ? Negative : (ushort)0);
        BinaryPrimitives.WriteUInt16BigEndian(field[6..], (ushort)scale);
        return field[HeaderBytes..];
    }
}
