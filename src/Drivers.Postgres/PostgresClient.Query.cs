using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Query;
using IntegrationAgent.Drivers.Postgres.Schema;

namespace IntegrationAgent.Drivers.Postgres;

public sealed partial class PostgresClient
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
        var copy = new CopyQuery(source);
        await using var closing = copy.ConfigureAwait(false);
        QueryRun? run = null;
        try
        {
            for (var pages = 1; ; pages++)
            {
                RecordPage page;
                try
                {
                    run ??= await StartAsync(copy, request, linked.Token).ConfigureAwait(false);
                    page = await run.NextAsync(request.MaxCalls is { } most && pages >= most, linked.Token).ConfigureAwait(false);
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
                {
                    throw Explain(exception);
                }
                catch (Exception exception) when (IsBroken(exception))
                {
                    throw new OperationCanceledException(cancellationToken);
                }

                Interlocked.Increment(ref calls);
                yield return page;
                if (page.StopReason is not null)
                    yield break;
            }
        }
        finally
        {
            run?.Dispose();
        }
    }

    private async Task<QueryRun> StartAsync(CopyQuery copy, QueryRequest request, CancellationToken cancellationToken)
    {
        var connection = await copy.BeginAsync(cancellationToken).ConfigureAwait(false);
        var sql = await QuerySql.BuildAsync(new SchemaReader(connection, settings.Schema, tables), request, cancellationToken).ConfigureAwait(false);
        var fingerprint = sql.Fingerprint();
        var cursor = request.Cursor is null ? null : Cursor.Parse(request.Cursor, fingerprint, sql.Order.Count);
        var limit = cursor is null ? request.Limit : cursor.Remaining;
        var text = sql.Select(cursor, limit);
        await copy.SetAsync(sql.Values, cancellationToken).ConfigureAwait(false);
        var reader = await copy.StartAsync(text, cancellationToken).ConfigureAwait(false);
        var stream = new PageStream(
            reader,
            sql.Schema,
            [.. sql.Selected.Select(column => column.Column.Type)],
            [.. sql.Selected.Select(column => column.Column.Name)],
            sql.CanContinue ? sql.Order : [],
            request.PageSize,
            settings.Infinity,
            checkText);
        try
        {
            await stream.StartAsync(cancellationToken).ConfigureAwait(false);
            return new QueryRun(stream, sql.CanContinue ? fingerprint : null, limit);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>One query under way.</summary>
    private sealed class QueryRun(PageStream stream, string? fingerprint, long? limit) : IDisposable
    {
        public async Task<RecordPage> NextAsync(bool lastCall, CancellationToken cancellationToken)
        {
            var more = await stream.FillAsync(limit, cancellationToken).ConfigureAwait(false);
            var cursor = more && fingerprint is not null ? new Cursor(fingerprint, limit - stream.Count, stream.LastKeys).ToString() : null;
            StopReason? stop = more ? lastCall && cursor is not null ? StopReason.Budget : null : limit is { } most && stream.Count >= most ? StopReason.Limit : StopReason.Exhausted;
            return stream.Take(stop, cursor);
        }

        public void Dispose() => stream.Dispose();
    }
}
