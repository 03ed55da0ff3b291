using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;
using Microsoft.Data.Sqlite;

namespace Acme_Drivers.Zephyr;

public sealed partial class ZephyrClient
{
    private const int DefaultPageSize = 1000;
    private const int MostRecords = 5000;

    /// <inheritdoc />
    public IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Limit is < 0 || request.PageSize is < 1 || request.MaxCalls is < 1)
            throw new ArgumentException("A limit is 0 or more; a page size and a budget are 1 or more.", nameof(request));
        return StreamAsync(request, cancellationToken);
    }

    /// <summary>Each page is a statement of its own that begins behind the last row: nothing is held open between two pages.</summary>
    private async IAsyncEnumerable<RecordPage> StreamAsync(QueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        var position = RowPosition.Parse(request.Cursor);
        var size = Math.Min(request.PageSize ?? DefaultPageSize, MostRecords);
        for (var pages = 1; ; pages++)
        {
            var from = position;
            var most = (int)Math.Min(size, request.Limit - from.Delivered ?? long.MaxValue);
            var (page, reached) = await RunAsync((connection, token) => ReadPage(connection, request, from, most, pages >= request.MaxCalls, token), cancellationToken).ConfigureAwait(false);
            position = reached;
            yield return page;
            if (page.StopReason is not null)
                yield break;
        }
    }

    private static (RecordPage Page, RowPosition Reached) ReadPage(SqliteConnection connection, QueryRequest request, RowPosition from, int most, bool lastCall, CancellationToken cancellationToken)
    {
        var sql = QuerySql.Build(new SchemaReader(connection), request);
        using var writer = new RecordPageWriter(sql.Schema);
        if (most <= 0)
            return (writer.ToPage(StopReason.Limit), from);
        using var command = connection.CreateCommand();
        sql.Write(command, from, most + 1);
        using var row = command.ExecuteReader();
        var keys = new object?[sql.OrderCount];
        var more = false;
        while (row.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (writer.Count == most)
            {
                more = true;
                break;
            }

            sql.Read(row, writer, keys);
        }

        var reached = from.After(writer.Count, keys, sql.Fingerprint);
        StopReason? stop = reached.Delivered >= request.Limit ? StopReason.Limit : !more ? StopReason.Exhausted : lastCall ? StopReason.Budget : null;
        return (writer.ToPage(stop, stop is StopReason.Limit or StopReason.Exhausted ? null : reached.ToString()), reached);
    }
}
