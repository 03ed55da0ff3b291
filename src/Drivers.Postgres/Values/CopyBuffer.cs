using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace IntegrationAgent.Drivers.Postgres.Values;

/// <summary>Rows in the binary format of <c>COPY … FROM STDIN</c>, in one pooled buffer. Not thread-safe.</summary>
internal sealed class CopyBuffer : IDisposable
{
    private const int FirstCapacity = 128 * 1024, LengthBytes = 4;
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstCapacity);

    /// <summary>How many bytes there are.</summary>
    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => buffer.AsMemory(0, Length);

    /// <summary>The signature, no flags, no extension.</summary>
    private static ReadOnlySpan<byte> Header => [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];

    public void Begin()
    {
        Length = 0;
        Header.CopyTo(Take(Header.Length));
    }

    /// <summary>Forgets what has been sent; the rows go on.</summary>
    public void Clear() => Length = 0;

    public void BeginRow(int fields) => BinaryPrimitives.WriteInt16BigEndian(Take(2), (short)fields);

    public void BeginRow(int fields, int ordinal)
    {
        var span = Take(2 + LengthBytes + 4);
        BinaryPrimitives.WriteInt16BigEndian(span, (short)fields);
        BinaryPrimitives.WriteInt32BigEndian(span[2..], 4);
        BinaryPrimitives.WriteInt32BigEndian(span[6..], ordinal);
    }

    public void End() => BinaryPrimitives.WriteInt16BigEndian(Take(2), -1);

    /// <summary>Takes back what was written after a length.</summary>
    public void Rewind(int length) => Length = length;

    public void WriteNull() => BinaryPrimitives.WriteInt32BigEndian(Take(LengthBytes), -1);

    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        var span = Take(LengthBytes + value.Length);
        BinaryPrimitives.WriteInt32BigEndian(span, value.Length);
        value.CopyTo(span[LengthBytes..]);
    }

    public void WriteText(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        var span = Take(LengthBytes + length);
        BinaryPrimitives.WriteInt32BigEndian(span, length);
        Encoding.UTF8.GetBytes(value, span[LengthBytes..]);
    }

    public void WriteBoolean(bool value) => Field(1)[0] = value ? (byte)1 : (byte)0;

    public void WriteInt16(short value) => BinaryPrimitives.WriteInt16BigEndian(Field(2), value);

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32BigEndian(Field(4), value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Field(4), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64BigEndian(Field(8), value);

    public void WriteSingle(float value) => BinaryPrimitives.WriteSingleBigEndian(Field(4), value);

    public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleBigEndian(Field(8), value);

    public void WriteUuid(Guid value) => value.TryWriteBytes(Field(16), bigEndian: true, out _);

    /// <summary>Room for a field of so many bytes, whose length is written.</summary>
    public Span<byte> Field(int length)
    {
        var span = Take(LengthBytes + length);
        BinaryPrimitives.WriteInt32BigEndian(span, length);
        return span[LengthBytes..];
    }

    public void Dispose()
    {
        var mine = Interlocked.Exchange(ref buffer, []);
        if (mine.Length > 0)
            ArrayPool<byte>.Shared.Return(mine);
    }

    private Span<byte> Take(int length)
    {
        if (buffer.Length - Length < length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(buffer.Length * 2, Length + length)));
            buffer.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        var span = buffer.AsSpan(Length, length);
        Length += length;
        return span;
    }
}
