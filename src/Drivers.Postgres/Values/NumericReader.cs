using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace IntegrationAgent.Drivers.Postgres.Values;

/// <summary>
/// Reads PostgreSQL's numeric: digits of base 10,000, the power of the first one, and how many decimal digits are shown behind the point.
/// </summary>
internal static class NumericReader
{
    private const int HeaderBytes = 8, DigitsOfGroup = 4, MaxScale = 28, MostGroupsOfLong = 4, MostGroups = 8;
    private const ushort Negative = 0x4000, Positive = 0x0000;

    private static readonly ulong[] Powers = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    /// <summary>False where it is no number: not one, or infinite.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]) is Positive or Negative;

    /// <summary>Reads it where <see cref="decimal"/> holds it with the digits that are shown.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out decimal value)
    {
        value = 0;
        int groups = BinaryPrimitives.ReadInt16BigEndian(bytes), weight = BinaryPrimitives.ReadInt16BigEndian(bytes[2..]);
        var negative = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]) == Negative;
        int scale = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        if (scale > MaxScale || groups > MostGroups || weight > MostGroups)
            return false;
        UInt128 mantissa = 0;
        if (groups <= MostGroupsOfLong)
        {
            ulong small = 0;
            for (var i = 0; i < groups; i++)
                small = (small * 10_000) + Group(bytes, i);
            mantissa = small;
        }
        else
        {
            for (var i = 0; i < groups; i++)
                mantissa = (mantissa * 10_000) + Group(bytes, i);
        }

        // The last group stands for 10,000 to this power; the mantissa must stand for 10 to minus the scale.
        var shift = scale + (DigitsOfGroup * (weight - groups + 1));
        if (mantissa != 0)
        {
            for (; shift < 0; shift++)
            {
                // Zeros behind what is shown.
                mantissa /= 10;
            }

            for (; shift > 0; shift -= DigitsOfGroup * 2)
            {
                if (mantissa >> 96 != 0)
                    return false;
                mantissa *= Powers[Math.Min(shift, DigitsOfGroup * 2)];
            }
        }

        if (mantissa >> 96 != 0)
            return false;
        value = new decimal((int)(uint)mantissa, (int)(uint)(ulong)(mantissa >> 32), (int)(uint)(mantissa >> 64), negative && mantissa != 0, (byte)scale);
        return true;
    }

    /// <summary>Its exact text.</summary>
    public static string ReadText(ReadOnlySpan<byte> bytes)
    {
        int groups = BinaryPrimitives.ReadInt16BigEndian(bytes), weight = BinaryPrimitives.ReadInt16BigEndian(bytes[2..]);
        int scale = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        var text = new StringBuilder();
        if (BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]) == Negative)
            text.Append('-');
        if (weight < 0)
            text.Append('0');
        for (var at = 0; at <= weight; at++)
        {
            var group = at < groups ? Group(bytes, at) : 0;
            text.Append(group.ToString(at == 0 ? "0" : "0000", CultureInfo.InvariantCulture));
        }

        if (scale == 0)
            return text.ToString();
        text.Append('.');
        var point = text.Length;
        for (var at = weight + 1; text.Length - point < scale; at++)
            text.Append((at >= 0 && at < groups ? Group(bytes, at) : 0).ToString("0000", CultureInfo.InvariantCulture));
        text.Length = point + scale;
        return text.ToString();
    }

    private static uint Group(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[(HeaderBytes + (at * 2))..]);
}
