using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Soql;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Bulk;

/// <summary>The rows of a finished query as text, fixed when the job completed, in blocks that can be cut at any row.</summary>
internal sealed class CsvBlocks
{
    private const int BlockRows = 1000;
    private readonly List<(byte[] Text, int[] Starts)> _blocks = [];
    private readonly byte[] _header;

    public CsvBlocks(QueryPlan plan, int[] rows, RecordStore store, char delimiter, string newLine)
    {
        Count = rows.Length;
        using var buffer = new JsonBuffer(1 << 18);
        var columns = plan.Columns.Select(c => (c.Name, Write: Writer(c.Value!, store))).ToArray(); // bulk queries select plain values only
        for (var i = 0; i < columns.Length; i++)
        {
            if (i > 0) buffer.Byte((byte)delimiter);
            buffer.Byte((byte)'"').Raw(columns[i].Name).Byte((byte)'"');
        }

        _header = buffer.Raw(newLine).ToArray();
        for (var start = 0; start < rows.Length; start += BlockRows)
        {
            buffer.Clear();
            var count = Math.Min(BlockRows, rows.Length - start);
            var starts = new int[count + 1];
            for (var r = 0; r < count; r++)
            {
                for (var i = 0; i < columns.Length; i++)
                {
                    if (i > 0) buffer.Byte((byte)delimiter);
                    buffer.Byte((byte)'"');
                    columns[i].Write(buffer, rows[start + r]);
                    buffer.Byte((byte)'"');
                }

                buffer.Raw(newLine);
                starts[r + 1] = buffer.Length;
            }

            _blocks.Add((buffer.ToArray(), starts));
        }
    }

    public int Count { get; }

    /// <summary>The size of the text, in bytes.</summary>
    public long Size => _blocks.Sum(b => (long)b.Text.Length);

    /// <summary>Writes the header and the rows from <paramref name="from"/> up to <paramref name="to"/>.</summary>
    public JsonBuffer Page(int from, int to)
    {
        var page = new JsonBuffer(65536).Raw(_header);
        while (from < to)
        {
            var (text, starts) = _blocks[from / BlockRows];
            var first = from % BlockRows;
            var last = Math.Min(starts.Length - 1, first + to - from);
            page.Raw(text.AsSpan(starts[first], starts[last] - starts[first]));
            from += last - first;
        }

        return page;
    }

    private static Action<JsonBuffer, int> Writer(Operand value, RecordStore store)
    {
        if (value.Direct is TextColumn { IsStored: true } stored)
        {
            return (buffer, row) =>
            {
                if (!stored.TryGetStored(row, out var utf8, out var plain)) return;
                if (plain || utf8.IndexOf((byte)'"') < 0) buffer.Raw(utf8);
                else buffer.Raw(stored.Text(row)!.Replace("\"", "\"\"", StringComparison.Ordinal)); // there is one
            };
        }

        if (value.IsText)
        {
            return (buffer, row) =>
            {
                if (value.Text(row) is { } text) buffer.Raw(text.Contains('"', StringComparison.Ordinal) ? text.Replace("\"", "\"\"", StringComparison.Ordinal) : text);
            };
        }

        if (value.IsNumber)
        {
            return (buffer, row) =>
            {
                var number = value.Number(row);
                if (double.IsNaN(number)) return;
                if (value.Type == FieldType.Int) buffer.Long((long)number);
                else buffer.Double(number);
            };
        }

        if (value.Type == FieldType.Boolean) return (buffer, row) => _ = value.Bool(row) is var b && b < 0 ? buffer : buffer.Bool(b == 1);
        if (value.IsReference)
        {
            return (buffer, row) =>
            {
                var reference = value.Long(row);
                if (reference == RecordRef.Null) return;
                SalesforceId.Write(store.Tables[RecordRef.Table(reference)].Schema.KeyPrefix, RecordRef.Row(reference), buffer.Reserve(18));
                buffer.Advance(18);
            };
        }

        return (buffer, row) =>
        {
            var at = value.Long(row);
            if (at == RecordRef.Null) return;
            var target = buffer.Reserve(32);
            buffer.Advance(value.Type switch
            {
                FieldType.Date => CivilTime.WriteDate(at, target),
                FieldType.Time => CivilTime.WriteTime(at, target),
                _ => CivilTime.WriteDateTime(at, target),
            });
            if (value.Type != FieldType.Date) buffer.Byte((byte)'Z');
        };
    }
}
