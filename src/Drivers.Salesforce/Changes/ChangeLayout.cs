using System.Buffers.Binary;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Which columns are read and which are handed out: the key in front, the change field only where it was asked for.</summary>
internal sealed class ChangeLayout
{
    private RecordSchema? output;

    private ChangeLayout(IReadOnlyList<string> columns, int idColumn, int stampColumn, int width)
    {
        Columns = columns;
        IdColumn = idColumn;
        StampColumn = stampColumn;
        Width = width;
    }

    internal IReadOnlyList<string> Columns { get; }

    private int IdColumn { get; }

    private int StampColumn { get; }

    /// <summary>How many of the columns the caller gets.</summary>
    private int Width { get; }

    internal static ChangeLayout For(ChangesRequest request, string stamp)
    {
        var columns = request.Fields.ToList();
        if (Find(columns, "Id") < 0)
            columns.Insert(0, "Id");
        var width = columns.Count;
        if (Find(columns, stamp) < 0)
            columns.Add(stamp);
        return new ChangeLayout(columns, Find(columns, "Id"), Find(columns, stamp), width);
    }

    /// <summary>The records that have not been reported, as the caller wants them. Takes the page over.</summary>
    internal RecordPage Reduce(RecordPage page, RecentlySeen seen, DeletesSeen gone, ref DateTimeOffset? greatest)
    {
        output ??= Width == page.Schema.Fields.Count ? page.Schema : new RecordSchema(page.Schema.Fields.Take(Width));
        using (page)
        {
            using var writer = new RecordPageWriter(output);
            var rest = page.Data.Span;
            foreach (var record in page)
            {
                var encoded = rest[..(sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(rest))];
                rest = rest[encoded.Length..];
                var at = record.GetTimestamp(StampColumn);
                if (at is { } moment)
                {
                    greatest = greatest is null || moment > greatest ? moment : greatest;
                    var id = record.GetString(IdColumn)!;
                    if (!seen.IsNew(encoded, gone.TurnOf(id), moment))
                        continue;
                    gone.There(id, moment);
                }

                writer.BeginRecord();
                for (var field = 0; field < Width; field++)
                    writer.CopyField(record, field);
                writer.EndRecord();
            }

            return writer.ToPage(page.StopReason);
        }
    }

    private static int Find(List<string> columns, string name) => columns.FindIndex(column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase));
}
