using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Sqlite.Native;
using IntegrationAgent.Drivers.Sqlite.Values;

namespace IntegrationAgent.Drivers.Sqlite.Query;

/// <summary>Goes through the rows of a statement and fills pages with them. One page is in memory at a time.</summary>
internal sealed class PageStream : IDisposable
{
    private const int DefaultRows = 2000, MaxRows = 50_000, FullBytes = 1 << 20, RowsBetweenLooks = 64;
    private readonly Database database;
    private readonly Statement statement;
    private readonly ValueDecoder[] decoders;
    private readonly RecordPageWriter writer;
    private readonly int rows;
    private bool hasRow;

    public PageStream(Database database, Statement statement, RecordSchema schema, bool isUtf8, int? pageSize)
    {
        this.database = database;
        this.statement = statement;
        rows = Math.Clamp(pageSize ?? DefaultRows, 1, MaxRows);
        decoders = [.. schema.Fields.Select(field => new ValueDecoder(field.Name, field.Type, isUtf8))];
        writer = new RecordPageWriter(schema);
    }

    /// <summary>The order's values in the last row of the page that was filled last.</summary>
    public IReadOnlyList<StoredValue> LastKeys { get; private set; } = [];

    /// <summary>How many rows were given out.</summary>
    public long Count { get; private set; }

    /// <summary>Goes to the first row; false where there is none.</summary>
    public bool Start(CancellationToken cancellationToken) => hasRow = Step(cancellationToken);

    /// <summary>Takes over a statement that stands on its first row, or at its end.</summary>
    public void Adopt(bool onRow) => hasRow = onRow;

    /// <summary>Fills a page, at most up to so many rows in all; true while there are more.</summary>
    public bool Fill(int orderCount, long? limit, CancellationToken cancellationToken)
    {
        using var ending = database.EndOn(cancellationToken);
        while (hasRow && Count != limit)
        {
            writer.BeginRecord();
            for (var i = 0; i < decoders.Length; i++)
                decoders[i].Write(statement, i, writer);
            writer.EndRecord();
            Count++;
            var full = writer.Count >= rows || writer.ByteLength >= FullBytes || Count == limit;
            if (full && orderCount > 0)
                LastKeys = Keys(orderCount);
            if (Count % RowsBetweenLooks == 0)
                cancellationToken.ThrowIfCancellationRequested();
            hasRow = Step(cancellationToken);
            if (full)
                break;
        }

        return hasRow && Count != limit;
    }

    public RecordPage Take(StopReason? stopReason, string? cursor, long? total) => writer.ToPage(stopReason, cursor, total);

    public void Dispose()
    {
        writer.Dispose();
        statement.Dispose();
    }

    private StoredValue[] Keys(int count)
    {
        var keys = new StoredValue[count];
        for (var i = 0; i < count; i++)
            keys[i] = StoredValue.Read(statement, decoders.Length + i);
        return keys;
    }

    private bool Step(CancellationToken cancellationToken)
    {
        try
        {
            return statement.Step();
        }
        catch (DriverException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
