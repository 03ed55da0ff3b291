using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire;

/// <summary>
/// A page of records as it came over the wire: it can be forwarded without decoding. Whoever holds it disposes it, or makes a <see cref="RecordPage"/> of it.
/// </summary>
/// <remarks>The payload is: exchange id (4) | position (8) | count (4) | length of the notes (4) | notes as JSON | records.</remarks>
public sealed class WirePage : IDisposable
{
    internal const int FixedLength = 20;
    private byte[]? buffer;
    private readonly int length;
    private readonly int dataStart;

    private WirePage(RecordSchema schema, byte[] buffer, int length, int dataStart, int count, long position, PageNotes? notes)
    {
        Schema = schema;
        this.buffer = buffer;
        this.length = length;
        this.dataStart = dataStart;
        Count = count;
        Position = position;
        Notes = notes;
    }

    /// <summary>The columns.</summary>
    public RecordSchema Schema { get; }

    /// <summary>How many records.</summary>
    public int Count { get; }

    /// <summary>What the sender said of where the page stands in its stream.</summary>
    public long Position { get; }

    /// <summary>Why the stream ends with this page; null where it goes on.</summary>
    public StopReason? StopReason => Notes?.StopReason;

    /// <summary>Continues the stream after this page.</summary>
    public string? Cursor => Notes?.Cursor;

    /// <summary>How many records the system says there are in all.</summary>
    public long? TotalCount => Notes?.TotalCount;

    /// <summary>The encoded records.</summary>
    public ReadOnlyMemory<byte> Data => (buffer ?? throw new ObjectDisposedException(nameof(WirePage))).AsMemory(dataStart, length - dataStart);

    internal PageNotes? Notes { get; }

    /// <summary>The records, read where they lie. This page must not be used afterwards; the other one is disposed instead.</summary>
    public RecordPage ToRecordPage()
    {
        var data = Data;
        var owned = buffer;
        buffer = null;
        return Wrap(Schema, Count, data, owned);
    }

    /// <summary>The records, read where they lie, while this page lives.</summary>
    public RecordPage View() => Wrap(Schema, Count, Data, null);

    /// <inheritdoc />
    public void Dispose()
    {
        if (buffer is null)
            return;
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = null;
    }

    /// <summary>Takes a payload that lies in a rented buffer behind room for the frame's header.</summary>
    internal static WirePage Parse(RecordSchema schema, byte[] buffer, int payloadLength)
    {
        var payload = buffer.AsSpan(FrameHeader.Length, payloadLength);
        if (payload.Length < FixedLength)
            throw new WireException(WireException.Malformed, "A page frame is too short.");
        var count = BinaryPrimitives.ReadInt32LittleEndian(payload[12..]);
        var notesLength = BinaryPrimitives.ReadInt32LittleEndian(payload[16..]);
        if (count < 0 || count > payload.Length || notesLength < 0 || notesLength > payload.Length - FixedLength)
            throw new WireException(WireException.Malformed, "A page frame contradicts itself.");
        var notes = notesLength == 0 ? null : JsonSerializer.Deserialize(payload.Slice(FixedLength, notesLength), WireJson.Default.PageNotes);
        return new WirePage(
            schema,
            buffer,
            FrameHeader.Length + payloadLength,
            FrameHeader.Length + FixedLength + notesLength,
            count,
            BinaryPrimitives.ReadInt64LittleEndian(payload[4..]),
            notes);
    }

    /// <summary>The whole frame, ready to be written: the header and the exchange's id are put in place.</summary>
    internal ReadOnlyMemory<byte> Frame(int exchange, long position)
    {
        var bytes = buffer ?? throw new ObjectDisposedException(nameof(WirePage));
        FrameHeader.Write(bytes, length - FrameHeader.Length, FrameType.Page);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(FrameHeader.Length), exchange);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(FrameHeader.Length + 4), position);
        return bytes.AsMemory(0, length);
    }

    /// <summary>Copies a page of records into the buffer of a frame. The caller keeps the page and disposes the result.</summary>
    public static WirePage FromRecords(RecordPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var notes = page.StopReason is null && page.Cursor is null && page.TotalCount is null
            ? null
            : new PageNotes { StopReason = page.StopReason, Cursor = page.Cursor, TotalCount = page.TotalCount };
        var notesBytes = notes is null ? [] : JsonSerializer.SerializeToUtf8Bytes(notes, WireJson.Default.PageNotes);
        var data = page.Data.Span;
        var length = FrameHeader.Length + FixedLength + notesBytes.Length + data.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        var payload = buffer.AsSpan(FrameHeader.Length);
        BinaryPrimitives.WriteInt32LittleEndian(payload[12..], page.Count);
        BinaryPrimitives.WriteInt32LittleEndian(payload[16..], notesBytes.Length);
        notesBytes.CopyTo(payload[FixedLength..]);
        data.CopyTo(payload[(FixedLength + notesBytes.Length)..]);
        return new WirePage(page.Schema, buffer, length, FrameHeader.Length + FixedLength + notesBytes.Length, page.Count, 0, notes);
    }

    private RecordPage Wrap(RecordSchema schema, int count, ReadOnlyMemory<byte> data, byte[]? returnToPool) =>
        RecordPage.FromEncoded(schema, count, data, returnToPool, Notes?.StopReason, Notes?.Cursor, Notes?.TotalCount);
}
