using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace IntegrationAgent.Driver;

/// <summary>
/// Writes records into one pooled buffer, field by field in schema order, and hands them out as pages. Not thread-safe. Reusable after <see cref="ToPage"/>.
/// </summary>
public sealed class RecordPageWriter : IDisposable
{
    private const int InitialCapacity = 16 * 1024;
    private readonly int fieldCount;
    private readonly int maskLength;
    private byte[] buffer;
    private int length;
    private int recordStart;
    private int fieldIndex = -1;
    private bool disposed;

    /// <summary>Begins without records.</summary>
    public RecordPageWriter(RecordSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Schema = schema;
        fieldCount = schema.Types.Length;
        maskLength = RecordEncoding.MaskLength(fieldCount);
        buffer = ArrayPool<byte>.Shared.Rent(InitialCapacity);
    }

    /// <summary>The columns.</summary>
    public RecordSchema Schema { get; }

    /// <summary>How many records are complete.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes the complete records take.</summary>
    public int ByteLength => fieldIndex < 0 ? length : recordStart;

    /// <summary>Begins a record; all its fields are absent until written.</summary>
    public void BeginRecord()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (fieldIndex >= 0)
            throw new InvalidOperationException("The record before is not ended.");
        recordStart = length;
        Reserve(4 + maskLength);
        buffer.AsSpan(length + 4, maskLength).Fill(0xAA);
        length += 4 + maskLength;
        fieldIndex = 0;
    }

    /// <summary>Ends a record; fields not yet written are absent.</summary>
    public void EndRecord()
    {
        if (fieldIndex < 0)
            throw new InvalidOperationException("There is no record to end.");
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(recordStart), length - recordStart - 4);
        fieldIndex = -1;
        Count++;
    }

    /// <summary>Takes the begun record back.</summary>
    public void DiscardRecord()
    {
        if (fieldIndex < 0)
            return;
        length = recordStart;
        fieldIndex = -1;
    }

    /// <summary>Leaves the field out.</summary>
    public void WriteAbsent() => Advance(ValueState.Absent);

    /// <summary>A field without a value.</summary>
    public void WriteNull() => Advance(ValueState.Null);

    /// <summary>A boolean.</summary>
    public void WriteBoolean(bool value)
    {
        Next(FieldType.Boolean, 1);
        buffer[length++] = value ? (byte)1 : (byte)0;
    }

    /// <summary>A whole number.</summary>
    public void WriteInt64(long value)
    {
        Next(FieldType.Int64, 10);
        PutVarint(RecordEncoding.Zigzag(value));
    }

    /// <summary>A floating-point number.</summary>
    public void WriteDouble(double value)
    {
        Next(FieldType.Double, 8);
        BinaryPrimitives.WriteDoubleLittleEndian(buffer.AsSpan(length), value);
        length += 8;
    }

    /// <summary>A decimal number.</summary>
    public void WriteDecimal(decimal value)
    {
        Next(FieldType.Decimal, 20);
        var mantissa = DecimalEncoding.Mantissa(value, out var scale);
        buffer[length++] = scale;
        while (mantissa >= 0x80)
        {
            buffer[length++] = (byte)((byte)mantissa | 0x80);
            mantissa >>= 7;
        }

        buffer[length++] = (byte)mantissa;
    }

    /// <summary>A decimal number from its exact text, digits with at most one point and a sign.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public void WriteDecimalText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (DecimalEncoding.TryParseExact(text, out var value))
        {
            WriteDecimal(value);
            return;
        }

        if (!DecimalEncoding.IsPlainNumber(text))
            throw new FormatException("A decimal is digits with at most one point and a sign.");
        Next(FieldType.Decimal, 6 + text.Length);
        buffer[length++] = RecordEncoding.DecimalText;
        PutVarint((ulong)text.Length);
        length += Encoding.ASCII.GetBytes(text, buffer.AsSpan(length));
    }

    /// <summary>A text, JSON or reference value. A lone surrogate is replaced by U+FFFD.</summary>
    public void WriteString(ReadOnlySpan<char> value)
    {
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        Next(FieldType.String, 5 + most);
        if (value.Length < 43)
        {
            var written = Encoding.UTF8.GetBytes(value, buffer.AsSpan(length + 1));
            buffer[length] = (byte)written;
            length += 1 + written;
            return;
        }

        PutVarint((ulong)Encoding.UTF8.GetByteCount(value));
        length += Encoding.UTF8.GetBytes(value, buffer.AsSpan(length));
    }

    /// <summary>A text, JSON or reference value; null becomes a field without a value.</summary>
    public void WriteString(string? value)
    {
        if (value is null)
            WriteNull();
        else
            WriteString(value.AsSpan());
    }

    /// <summary>A text, JSON or reference value from its UTF-8 bytes. The bytes are not checked.</summary>
    public void WriteUtf8(ReadOnlySpan<byte> value)
    {
        Next(FieldType.String, 5 + value.Length);
        PutVarint((ulong)value.Length);
        value.CopyTo(buffer.AsSpan(length));
        length += value.Length;
    }

    /// <summary>A text, JSON or reference value; null becomes a field without a value.</summary>
    public void WriteText(Text value)
    {
        if (value.IsNull)
            WriteNull();
        else if (value.TryGetUtf8(out var utf8))
            WriteUtf8(utf8);
        else
            WriteString(value.ToNullableString().AsSpan());
    }

    /// <summary>Bytes.</summary>
    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        Next(FieldType.Binary, 5 + value.Length);
        PutVarint((ulong)value.Length);
        value.CopyTo(buffer.AsSpan(length));
        length += value.Length;
    }

    /// <summary>A UUID.</summary>
    public void WriteUuid(Guid value)
    {
        Next(FieldType.Uuid, 16);
        value.TryWriteBytes(buffer.AsSpan(length), bigEndian: true, out _);
        length += 16;
    }

    /// <summary>A calendar date.</summary>
    public void WriteDate(DateOnly value)
    {
        Next(FieldType.Date, 4);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(length), value.DayNumber);
        length += 4;
    }

    /// <summary>A time of day.</summary>
    public void WriteTime(TimeOnly value)
    {
        Next(FieldType.Time, 8);
        PutTicks(value.Ticks);
    }

    /// <summary>A date and time without a zone; the kind is ignored.</summary>
    public void WriteLocalTimestamp(DateTime value)
    {
        Next(FieldType.LocalTimestamp, 8);
        PutTicks(value.Ticks);
    }

    /// <summary>A moment with its offset.</summary>
    public void WriteTimestamp(DateTimeOffset value)
    {
        Next(FieldType.Timestamp, 10);
        PutTicks(value.UtcTicks);
        BinaryPrimitives.WriteInt16LittleEndian(buffer.AsSpan(length), (short)value.TotalOffsetMinutes);
        length += 2;
    }

    /// <summary>A list, as a page of one column named <c>value</c>.</summary>
    public void WriteList(RecordPage elements) => WriteNested(FieldType.List, elements);

    /// <summary>A nested record, as a page with one record of the field's nested schema.</summary>
    public void WriteRecord(RecordPage record) => WriteNested(FieldType.Record, record);

    /// <summary>Any value of the field's type; texts are taken for text, JSON and reference fields alike.</summary>
    public void WriteValue(RecordValue value)
    {
        if (value.IsNull)
        {
            Advance(value.State);
            return;
        }

        switch (value.Type)
        {
            case FieldType.Boolean:
                WriteBoolean(value.AsBoolean());
                break;
            case FieldType.Int64:
                WriteInt64(value.AsInt64());
                break;
            case FieldType.Double:
                WriteDouble(value.AsDouble());
                break;
            case FieldType.Decimal:
                WriteDecimalText(value.AsString());
                break;
            case FieldType.Uuid:
                WriteUuid(value.AsUuid());
                break;
            case FieldType.Date:
                WriteDate(value.AsDate());
                break;
            case FieldType.Time:
                WriteTime(value.AsTime());
                break;
            case FieldType.LocalTimestamp:
                WriteLocalTimestamp(value.AsLocalTimestamp());
                break;
            case FieldType.Timestamp:
                WriteTimestamp(value.AsTimestamp());
                break;
            case FieldType.Binary:
                WriteBinary(value.AsBinary());
                break;
            default:
                WriteString(value.AsString());
                break;
        }
    }

    /// <summary>Copies a field as it is encoded, without decoding it. Both fields have the same type (text, JSON and reference are one).</summary>
    public void CopyField(Record source, int sourceField)
    {
        var offset = source.Page.OffsetOf(source.Row, sourceField);
        if (offset < 0)
        {
            Advance(offset == RecordEncoding.NullOffset ? ValueState.Null : ValueState.Absent);
            return;
        }

        var data = source.Page.Data.Span;
        var type = source.Schema.Types[sourceField];
        var end = RecordEncoding.Skip(type, data, offset);
        Next(type is FieldType.Json or FieldType.Reference ? FieldType.String : type, end - offset);
        data[offset..end].CopyTo(buffer.AsSpan(length));
        length += end - offset;
    }

    /// <summary>Hands out the complete records as a page, which the caller disposes, and begins anew.</summary>
    public RecordPage ToPage(StopReason? stopReason = null, string? cursor = null, long? totalCount = null)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        DiscardRecord();
        var page = new RecordPage(Schema, Count, buffer, length) { StopReason = stopReason, Cursor = cursor, TotalCount = totalCount };
        buffer = ArrayPool<byte>.Shared.Rent(Math.Max(InitialCapacity, length));
        length = 0;
        Count = 0;
        return page;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void WriteNested(FieldType type, RecordPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (type == FieldType.Record && page.Count != 1)
            throw new ArgumentException("A nested record is a page with one record.", nameof(page));
        Next(type, 15 + page.Data.Length);
        Span<byte> count = stackalloc byte[5];
        var countLength = 0;
        for (var rest = (uint)page.Count; ; rest >>= 7)
        {
            count[countLength++] = (byte)(rest >= 0x80 ? rest | 0x80 : rest);
            if (rest < 0x80)
                break;
        }

        PutVarint((ulong)(countLength + page.Data.Length));
        count[..countLength].CopyTo(buffer.AsSpan(length));
        length += countLength;
        page.Data.Span.CopyTo(buffer.AsSpan(length));
        length += page.Data.Length;
    }

    private void Advance(ValueState state)
    {
        if ((uint)fieldIndex >= (uint)fieldCount)
            throw Misplaced();
        SetState(state);
        fieldIndex++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Next(FieldType type, int most)
    {
        if ((uint)fieldIndex >= (uint)fieldCount)
            throw Misplaced();
        var declared = Schema.Types[fieldIndex];
        if (declared != type && !(type == FieldType.String && declared is FieldType.Json or FieldType.Reference))
            throw new InvalidOperationException($"The field '{Schema.Fields[fieldIndex].Name}' is {declared}, not {type}.");
        Reserve(most);
        SetState(ValueState.Present);
        fieldIndex++;
    }

    private void SetState(ValueState state)
    {
        ref var mask = ref buffer[recordStart + 4 + (fieldIndex >> 2)];
        var shift = (fieldIndex & 3) << 1;
        mask = (byte)((mask & ~(3 << shift)) | ((int)state << shift));
    }

    private void Reserve(int more)
    {
        if (buffer.Length - length >= more)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(buffer.Length * 2, length + more)));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private void PutVarint(ulong value)
    {
        while (value >= 0x80)
        {
            buffer[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[length++] = (byte)value;
    }

    private void PutTicks(long ticks)
    {
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(length), ticks);
        length += 8;
    }

    private InvalidOperationException Misplaced() =>
        new(fieldIndex < 0 ? "Begin a record first." : $"The record has only {fieldCount} fields.");
}
