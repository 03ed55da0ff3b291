using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Sqlite.Query;

namespace IntegrationAgent.Drivers.Sqlite;

public sealed partial class SqliteClient
{
    /// <inheritdoc />
    public IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Limit is < 0 || request.MaxCalls is < 1 || request.PageSize is < 1)
            throw new ArgumentException("A limit is 0 or more; a page size and a budget are 1 or more.", nameof(request));
        return QueryCoreAsync(request, cancellationToken);
    }

    private async IAsyncEnumerable<RecordPage> QueryCoreAsync(QueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, disposing.Token);
        var reader = Rent();
        QueryRun? run = null;
        try
        {
            var pages = 0;
            while (true)
            {
                var step = await Task.Run(() => (run ??= QueryRun.Start(reader, request, linked.Token)).Next(request.MaxCalls is { } most && pages + 1 >= most, linked.Token), linked.Token)
                    .ConfigureAwait(false);
                pages++;
                Interlocked.Increment(ref calls);
                yield return step;
                if (step.StopReason is not null)
                    yield break;
            }
        }
        finally
        {
            run?.Dispose();
            Return(reader);
        }
    }

    /// <summary>One query under way, over a snapshot of the database.</summary>
    private sealed class QueryRun : IDisposable
    {
        private readonly QuerySql sql;
        private readonly PageStream stream;
        private readonly string fingerprint;
        private readonly long? limit;
        private readonly long total;

        private QueryRun(QuerySql sql, PageStream stream, string fingerprint, long? limit, long total)
        {
            this.sql = sql;
            this.stream = stream;
            this.fingerprint = fingerprint;
            this.limit = limit;
            this.total = total;
        }

        public static QueryRun Start(Reader reader, QueryRequest request, CancellationToken cancellationToken)
        {
            using var ending = reader.Database.EndOn(cancellationToken);
            try
            {
                // One snapshot for the count and every page.
                reader.Database.Execute("BEGIN");
                var sql = QuerySql.Build(reader.Schema, request);
                var fingerprint = sql.Fingerprint();
                var cursor = request.Cursor is null ? null : Cursor.Parse(request.Cursor, fingerprint, sql.OrderCount);
                var limit = cursor is null ? request.Limit : cursor.Remaining;
                var total = Count(reader, sql);
                var (text, parameters) = sql.Select(cursor, limit);
                var statement = reader.Database.Prepare(text);
                var stream = new PageStream(reader.Database, statement, sql.Schema, reader.IsUtf8, request.PageSize);
                try
                {
                    for (var i = 0; i < parameters.Count; i++)
                        parameters[i].Bind(statement, i + 1);
                    stream.Start(cancellationToken);
                    return new QueryRun(sql, stream, fingerprint, limit, total);
                }
                catch
                {
                    stream.Dispose();
                    throw;
                }
            }
            catch (DriverException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
        }

        public RecordPage Next(bool lastCall, CancellationToken cancellationToken)
        {
            var more = stream.Fill(sql.CanContinue ? sql.OrderCount : 0, limit, cancellationToken);
            var cursor = more && sql.CanContinue ? new Cursor(fingerprint, limit - stream.Count, stream.LastKeys).ToString() : null;
            StopReason? stop = more ? lastCall && cursor is not null ? StopReason.Budget : null : limit is { } most && stream.Count >= most ? StopReason.Limit : StopReason.Exhausted;
            return stream.Take(stop, cursor, total);
        }

        public void Dispose() => stream.Dispose();

        private static long Count(Reader reader, QuerySql sql)
        {
            using var statement = reader.Database.Prepare(sql.CountSql);
            for (var i = 0; i < sql.Parameters.Count; i++)
                sql.Parameters[i].Bind(statement, i + 1);
            return statement.Step() ? statement.Int64(0) : 0;
        }
    }
}
