using System.Buffers.Binary;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Changes;
using IntegrationAgent.Drivers.Postgres.Connect;
using IntegrationAgent.Drivers.Postgres.Schema;
using IntegrationAgent.Drivers.Postgres.Values;

namespace IntegrationAgent.Drivers.Postgres.Query;

/// <summary>Fills pages with the rows of a copy. One page is in memory at a time.</summary>
internal sealed class PageStream : IDisposable
{
    private const int DefaultRows = 10_000, MaxRows = 50_000, FullBytes = (1 << 20) - (64 * 1024);
    private readonly CopyReader copy;
    private readonly FieldDecoder[] decoders;
    private readonly RecordPageWriter writer;
    private readonly RecordPageWriter? keyWriter;
    private readonly IReadOnlyList<OrderTerm> order;
    private readonly int fields;
    private readonly int rows;
    private readonly SeenRows? seen;
    private bool hasRow;

    public PageStream(CopyReader copy, RecordSchema schema, IReadOnlyList<ColumnType> types, IReadOnlyList<string> names, IReadOnlyList<OrderTerm> order, int? pageSize, Infinity infinity, bool checkText, SeenRows? seen = null)
    {
        this.seen = seen;
        this.copy = copy;
        this.order = order;
        fields = schema.Fields.Count;
        rows = Math.Clamp(pageSize ?? DefaultRows, 1, MaxRows);
        decoders = [.. types.Select((type, at) => new FieldDecoder(names[at], type.Form, type.Element, infinity, checkText))];
        writer = new RecordPageWriter(schema);
        if (order.Count > 0)
            keyWriter = new RecordPageWriter(new RecordSchema(order.Select((term, at) => new RecordField { Name = $"k{at}", Type = term.Column.Type.Field })));
    }

    /// <summary>The order's values in the last row of the page that was filled last; null for a missing one.</summary>
    public IReadOnlyList<string?> LastKeys { get; private set; } = [];

    /// <summary>How many rows were given out.</summary>
    public long Count { get; private set; }

    /// <summary>Goes to the first row.</summary>
    public async ValueTask StartAsync(CancellationToken cancellationToken) => hasRow = await NextAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Fills a page, at most up to so many rows in all; true while there are more.</summary>
    public async ValueTask<bool> FillAsync(long? limit, CancellationToken cancellationToken)
    {
        while (hasRow && Count != limit)
        {
            if (seen is null || IsNew(seen))
            {
                Decode();
                Count++;
            }

            var full = writer.Count >= rows || writer.ByteLength >= FullBytes || Count == limit;
            if (full && keyWriter is not null)
                LastKeys = Keys();
            hasRow = copy.TryNext(decoders.Length, out var atEnd) ? !atEnd : await NextAsync(cancellationToken).ConfigureAwait(false);
            if (full)
                break;
        }

        return hasRow && Count != limit;
    }

    public RecordPage Take(StopReason? stopReason, string? cursor) => writer.ToPage(stopReason, cursor);

    public void Dispose()
    {
        writer.Dispose();
        keyWriter?.Dispose();
        copy.Dispose();
    }

    private async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        bool atEnd;
        while (!copy.TryNext(decoders.Length, out atEnd))
            await copy.FillAsync(cancellationToken).ConfigureAwait(false);
        return !atEnd;
    }

    private void Decode()
    {
        var row = copy.Row;
        var position = 0;
        writer.BeginRecord();
        for (var i = 0; i < fields; i++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(row[position..]);
            position += 4;
            if (length < 0)
            {
                writer.WriteNull();
                continue;
            }

            decoders[i].Write(row.Slice(position, length), writer);
            position += length;
        }

        writer.EndRecord();
    }

    /// <summary>Whether the row, which ends with its transaction, has not been given out in this form.</summary>
    private bool IsNew(SeenRows known)
    {
        var writtenBy = unchecked((uint)BinaryPrimitives.ReadInt64BigEndian(Field(decoders.Length - 1, out _)));
        return !known.Concerns(writtenBy) || known.IsNew(string.Join('\0', Keys()), writtenBy);
    }

    private string?[] Keys()
    {
        keyWriter!.BeginRecord();
        foreach (var term in order)
        {
            var value = Field(term.Place, out var isNull);
            if (isNull)
                keyWriter.WriteNull();
            else
                decoders[term.Place].Write(value, keyWriter);
        }

        keyWriter.EndRecord();
        using var page = keyWriter.ToPage();
        var keys = new string?[order.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            var value = page[0].GetValue(i);
            keys[i] = value.IsNull ? null : value.Type == FieldType.Binary ? @"\x" + Convert.ToHexStringLower(value.AsBinary()) : value.ToInvariantString();
        }

        return keys;
    }

    private ReadOnlySpan<byte> Field(int at, out bool isNull)
    {
        var row = copy.Row;
        for (var i = 0; ; i++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(row);
            isNull = length < 0;
            if (i == at)
                return isNull ? default : row.Slice(4, length);
            row = row[(4 + Math.Max(0, length))..];
        }
    }
}
