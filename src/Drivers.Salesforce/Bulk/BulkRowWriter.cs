using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// Writes records as rows of CSV with the meaning that REST's JSON has: an absent field is an empty cell, which leaves the field alone; a null, and a text without
/// letters, is <c>#N/A</c>, which clears it. What CSV cannot say is refused, never changed. Not thread-safe.
/// </summary>
internal sealed class BulkRowWriter
{
    /// <summary>Salesforce takes so many characters in a field of a bulk job, and in a record.</summary>
    private const int LongestField = 32_000;
    private const int LongestRecord = 400_000;
    private static readonly byte[] NullMarker = "#N/A"u8.ToArray();
    private static readonly SearchValues<byte> Special = SearchValues.Create("\",\n\r"u8);
    private readonly WritePlan plan;
    private readonly WriteColumn[] columns;
    private readonly ArrayBufferWriter<byte> row = new(1024);
    private readonly ArrayBufferWriter<byte> cell = new(256);
    private readonly ArrayBufferWriter<byte> digest = new(1024);

    internal BulkRowWriter(WritePlan plan)
    {
        this.plan = plan;
        columns = plan.KeyColumn < 0 ? [.. plan.Columns] : [new WriteColumn(plan.KeyColumn, null, plan.Key!.Name), .. plan.Columns];
    }

    /// <summary>The names of the columns, in order.</summary>
    internal IEnumerable<string> Names => columns.Select(column => column.Label);

    /// <summary>The line that names the columns.</summary>
    internal byte[] Header => Encoding.UTF8.GetBytes(string.Join(',', Names) + "\n");

    /// <summary>The last row, with its line end.</summary>
    internal ReadOnlySpan<byte> Row => row.WrittenSpan;

    /// <summary>Writes one record; gives why it cannot be written, or null.</summary>
    internal DriverError? Write(Record record, out UInt128 print)
    {
        row.ResetWrittenCount();
        digest.ResetWrittenCount();
        print = default;
        var letters = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            if (i > 0)
                Put(row, (byte)',');
            cell.ResetWrittenCount();
            if (Cell(record, columns[i]) is { } refusal)
                return refusal;
            letters += cell.WrittenCount;
            Quote(cell.WrittenSpan, alone: columns.Length == 1);
            Digest(digest, cell.WrittenSpan);
        }

        if (letters > LongestRecord && Letters(row.WrittenSpan) > LongestRecord)
            return Refused($"The record has more than {LongestRecord} characters, which a bulk job does not take. Write it page by page.", null);
        Put(row, (byte)'\n');
        print = Print(digest.WrittenSpan);
        return null;
    }

    /// <summary>The digest of a row that came back.</summary>
    internal static UInt128 Print(ReadOnlySpan<byte> cells)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(cells, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <summary>Adds a cell to what is digested: its length and its bytes, without carriage returns, which line ends may gain on the way.</summary>
    internal static void Digest(ArrayBufferWriter<byte> target, ReadOnlySpan<byte> cell)
    {
        var at = target.WrittenCount;
        target.Advance(Reserve(target, 4));
        while (cell.Length > 0)
        {
            var end = cell.IndexOf((byte)'\r');
            var part = end < 0 ? cell : cell[..end];
            target.Write(part);
            cell = end < 0 ? [] : cell[(end + 1)..];
        }

        var written = System.Runtime.InteropServices.MemoryMarshal.AsMemory(target.WrittenMemory).Span;
        BinaryPrimitives.WriteInt32LittleEndian(written[at..], written.Length - at - 4);
    }

    private static int Reserve(ArrayBufferWriter<byte> target, int length)
    {
        target.GetSpan(length);
        return length;
    }

    private static void Put(ArrayBufferWriter<byte> target, byte value)
    {
        target.GetSpan(1)[0] = value;
        target.Advance(1);
    }

    private static int Letters(ReadOnlySpan<byte> text) => Encoding.UTF8.GetCharCount(text);

    private static DriverError Refused(string message, string? field) => new()
    {
        Code = DriverErrorCode.InvalidValue,
        Message = message,
        Retry = RetryAdvice.Never,
        Fields = field is null ? [] : [field],
    };

    private DriverError? Cell(Record record, WriteColumn column)
    {
        var ordinal = column.Ordinal;
        var isKey = ordinal == plan.KeyColumn;
        switch (record.GetState(ordinal))
        {
            case ValueState.Absent when !isKey:
                return null;
            case ValueState.Absent or ValueState.Null when isKey:
                return plan.KeyIsId && plan.Request.Mode == WriteMode.Upsert ? null : Refused($"The record has no value for its key '{plan.Key!.Name}'.", plan.Key.Name);
            case ValueState.Null:
                cell.Write(NullMarker);
                return null;
        }

        switch (record.Schema.Fields[ordinal].Type)
        {
            case FieldType.String or FieldType.Reference or FieldType.Json:
                var text = record.GetBytes(ordinal).Span;
                if (text.SequenceEqual(NullMarker))
                    return Refused($"The text of '{column.Label}' is what a bulk job takes for no value. Write the record page by page.", column.Label);
                if (text.Length > LongestField && Letters(text) > LongestField)
                    return Refused($"The text of '{column.Label}' has more than {LongestField} characters, which a bulk job does not take. Write the record page by page.", column.Label);
                cell.Write(text.IsEmpty ? NullMarker : text);
                return null;
            case FieldType.Boolean:
                cell.Write(record.GetBoolean(ordinal)!.Value ? "true"u8 : "false"u8);
                return null;
            case FieldType.Timestamp:
                Text(SoqlLiteral.Moment(record.GetTimestamp(ordinal)!.Value));
                return null;
            case FieldType.Time:
                Text(record.GetTime(ordinal)!.Value.ToString("HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                return null;
            default:
                Text(record.GetValue(ordinal).ToInvariantString());
                return null;
        }
    }

    private void Text(string text) => cell.Advance(Encoding.UTF8.GetBytes(text, cell.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));

    private void Quote(ReadOnlySpan<byte> text, bool alone)
    {
        // A line with nothing on it is no row.
        if (text.IsEmpty && alone)
            row.Write("\"\""u8);
        if (text.IsEmpty)
            return;
        if (text.IndexOfAny(Special) < 0 && text[0] != (byte)' ' && text[^1] != (byte)' ')
        {
            row.Write(text);
            return;
        }

        Put(row, (byte)'"');
        while (text.Length > 0)
        {
            var quote = text.IndexOf((byte)'"');
            row.Write(quote < 0 ? text : text[..(quote + 1)]);
            if (quote >= 0)
                Put(row, (byte)'"');
            text = quote < 0 ? [] : text[(quote + 1)..];
        }

        Put(row, (byte)'"');
    }
}
