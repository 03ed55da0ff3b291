using System.Data;
using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Query;
using IntegrationAgent.Drivers.Postgres.Schema;
using Npgsql;

namespace IntegrationAgent.Drivers.Postgres;

public sealed partial class PostgresClient
{
    /// <inheritdoc />
    public IAsyncEnumerable<RecordPage> QueryNativeAsync(NativeQueryRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Cursor is not null)
            throw new DriverException(DriverErrorCode.Unsupported, "A native query cannot be continued. Order it by a key and filter on that.");
        return QueryNativeCoreAsync(request, cancellationToken);
    }

    private async IAsyncEnumerable<RecordPage> QueryNativeCoreAsync(NativeQueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, disposing.Token);
        var copy = new CopyQuery(source);
        await using var closing = copy.ConfigureAwait(false);
        QueryRun? run = null;
        try
        {
            while (true)
            {
                RecordPage page;
                try
                {
                    run ??= await StartNativeAsync(copy, request, linked.Token).ConfigureAwait(false);
                    page = await run.NextAsync(lastCall: false, linked.Token).ConfigureAwait(false);
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

    private async Task<QueryRun> StartNativeAsync(CopyQuery copy, NativeQueryRequest request, CancellationToken cancellationToken)
    {
        var values = new Settings();
        var text = NativeText.Rewrite(request, values);
        var connection = await copy.BeginAsync(cancellationToken).ConfigureAwait(false);
        await copy.SetAsync(values, cancellationToken).ConfigureAwait(false);
        var columns = await DescribeAsync(connection, text, cancellationToken).ConfigureAwait(false);
        RecordSchema schema;
        try
        {
            schema = new RecordSchema(columns.Select(column => new RecordField { Name = column.Name, Type = column.Type.Field, ElementType = column.Type.ElementField }));
        }
        catch (ArgumentException)
        {
            throw new DriverException(DriverErrorCode.InvalidQuery, "Two columns of the result have one name. Name them with AS.");
        }

        if (columns.Exists(column => column.Selected("q") != $"q.{column.Quoted}"))
            text = $"SELECT {string.Join(", ", columns.Select(column => column.Selected("q")))} FROM (\n{text}\n) AS q";
        var reader = await copy.StartAsync(text, cancellationToken).ConfigureAwait(false);
        var stream = new PageStream(reader, schema, [.. columns.Select(column => column.Type)], [.. columns.Select(column => column.Name)], [], null, settings.Infinity, checkText);
        try
        {
            await stream.StartAsync(cancellationToken).ConfigureAwait(false);
            return new QueryRun(stream, fingerprint: null, request.Limit);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The result's columns. The server parses the text by itself, as one statement or not at all: only what has passed here is put within <c>COPY (…)</c>, where a
    /// second statement, or a bracket too many, would be dangerous.
    /// </summary>
    private static async Task<List<Column>> DescribeAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(text) } };
        await using var disposingBatch = batch.ConfigureAwait(false);
        NpgsqlDataReader reader;
        try
        {
            reader = await batch.ExecuteReaderAsync(CommandBehavior.SchemaOnly, cancellationToken).ConfigureAwait(false);
        }
        catch (NotSupportedException exception)
        {
            throw new DriverException(DriverErrorCode.InvalidQuery, "A native query is one statement. Send one at a time.", exception);
        }

        await using var closing = reader.ConfigureAwait(false);
        var columns = new List<Column>();
        for (var i = 0; i < reader.FieldCount; i++)
        {
            var oid = reader.GetDataTypeOID(i);
            columns.Add(new Column { Name = reader.GetName(i), Type = ColumnType.Of(oid, PgTypes.ElementOf(oid), -1, "text") });
        }

        return columns;
    }
}
