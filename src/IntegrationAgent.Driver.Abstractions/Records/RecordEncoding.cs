using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace IntegrationAgent.Driver;

/// <summary>
/// The bytes of a record: its length (4 bytes, little endian, without itself), two bits of <see cref="ValueState"/> for each field, then the values that are
/// present in field order. Every read is checked against the span: the bytes may come from a hostile process.
/// </summary>
internal static class RecordEncoding
{
    internal const int NullOffset = -1;
    internal const int AbsentOffset = -2;

    /// <summary>The marker of a decimal that is kept as exact text.</summary>
    internal const byte DecimalText = 0xFF;

    internal static void Index(RecordSchema schema, int count, ReadOnlySpan<byte> data, int[] offsets)
    {
        var kinds = schema.Types;
        var fields = kinds.Length;
        var maskLength = MaskLength(fields);
        var position = 0;
        var slot = 0;
        for (var row = 0; row < count; row++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(Slice(data, position, 4));
            var end = position + 4 + length;
            if (length < maskLength || end > data.Length || end < position)
                throw Malformed();
            var mask = data.Slice(position + 4, maskLength);
            position += 4 + maskLength;
            for (var field = 0; field < fields; field++, slot++)
            {
                var state = (mask[field >> 2] >> ((field & 3) << 1)) & 3;
                if (state == (int)ValueState.Present)
                {
                    offsets[slot] = position;
                    position = Skip(kinds[field], data, position);
                    if (position > end)
                        throw Malformed();
                }
                else
                {
                    offsets[slot] = state switch
                    {
                        (int)ValueState.Null => NullOffset,
                        (int)ValueState.Absent => AbsentOffset,
                        _ => throw Malformed(),
                    };
                }
            }

            if (position != end)
                throw Malformed();
        }

        if (position != data.Length)
            throw Malformed();
    }

    internal static int MaskLength(int fields) => (fields + 3) >> 2;

    internal static int Skip(FieldType type, ReadOnlySpan<byte> data, int position)
    {
        switch (type)
        {
            case FieldType.Boolean:
                return position + 1;
            case FieldType.Double:
            case FieldType.Time:
            case FieldType.LocalTimestamp:
                return position + 8;
            case FieldType.Timestamp:
                return position + 10;
            case FieldType.Date:
                return position + 4;
            case FieldType.Uuid:
                return position + 16;
            case FieldType.Int64:
                ReadVarint(data, ref position);
                return position;
            case FieldType.Decimal:
                if (At(data, position++) == DecimalText)
                    return SkipBytes(data, position);
                ReadVarint128(data, ref position);
                return position;
            case FieldType.String:
            case FieldType.Json:
            case FieldType.Reference:
            case FieldType.Binary:
            case FieldType.List:
            case FieldType.Record:
                return SkipBytes(data, position);
            default:
                throw Malformed();
        }
    }

    internal static ReadOnlySpan<byte> ReadBytes(ReadOnlySpan<byte> data, int position)
    {
        var length = ReadVarint(data, ref position);
        return length > (ulong)(data.Length - position) ? throw Malformed() : data.Slice(position, (int)length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong ReadVarint(ReadOnlySpan<byte> data, ref int position)
    {
        if ((uint)position < (uint)data.Length && data[position] < 0x80)
            return data[position++];
        return ReadLongVarint(data, ref position);
    }

    internal static UInt128 ReadVarint128(ReadOnlySpan<byte> data, ref int position)
    {
        UInt128 value = 0;
        for (var shift = 0; shift < 128; shift += 7)
        {
            var next = At(data, position++);
            value |= (UInt128)(next & 0x7Fu) << shift;
            if (next < 0x80)
                return value;
        }

        throw Malformed();
    }

    internal static long Unzigzag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    internal static ulong Zigzag(long value) => (ulong)((value << 1) ^ (value >> 63));

    internal static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> data, int position, int length)
    {
        if (position < 0 || position > data.Length - length)
            throw Malformed();
        return data.Slice(position, length);
    }

    internal static InvalidDataException Malformed() => new("The bytes are not an encoded page of this schema.");

    private static byte At(ReadOnlySpan<byte> data, int position) => (uint)position < (uint)data.Length ? data[position] : throw Malformed();

    private static int SkipBytes(ReadOnlySpan<byte> data, int position)
    {
        var length = ReadVarint(data, ref position);
        if (length > (ulong)(data.Length - position))
            throw Malformed();
        return position + (int)length;
    }

    private static ulong ReadLongVarint(ReadOnlySpan<byte> data, ref int position)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = At(data, position++);
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw Malformed();
    }
}
