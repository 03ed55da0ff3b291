using System.Data;
using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Errors;
using IntegrationAgent.Drivers.Postgres.Schema;
using Npgsql;

namespace IntegrationAgent.Drivers.Postgres.Write;

/// <content>How records travel to the server: into a staging table, or into the table itself.</content>
internal sealed partial class BatchWrite
{
    private const int SendBytes = 64 * 1024;

    /// <summary>
    /// Copies the records into the table itself: each that is stored was not there before, for its key is unique. False where one of them was, or the table does
    /// more with a record than to store it; nothing is written then.
    /// </summary>
    private async Task<bool> TryAppendAsync(WriteShape shape, List<int> rows, CancellationToken cancellationToken)
    {
        var transaction = await Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = transaction.ConfigureAwait(false);
        try
        {
            var sent = await SendAsync(shape, rows, checkKeys: true, isStaged: false, cancellationToken).ConfigureAwait(false);

            // The copy holds a lock that lets nobody change the table: what is true after it was true for it.
            if (sent.Count > 0 && !await shape.IsPlainAsync(Connection, cancellationToken).ConfigureAwait(false))
                return false;
            foreach (var row in sent)
                outcomes[row] = WriteOutcome.Created();
        }
        catch (PostgresException exception) when (!PostgresErrors.IsRace(exception) && Connection.FullState == ConnectionState.Open)
        {
            // Whatever it was: the way by the staging table finds out, record by record.
            return false;
        }

        return await CommitAsync(transaction, orTryAgain: true).ConfigureAwait(false);
    }

    private Task<List<int>> StageAsync(WriteShape shape, List<int> rows, bool checkKeys, CancellationToken cancellationToken) =>
        SendAsync(shape, rows, checkKeys, isStaged: true, cancellationToken);

    /// <summary>Encodes the records and copies them to the staging table, or to the table. Those that cannot be encoded have their outcome; the others are returned.</summary>
    private async Task<List<int>> SendAsync(WriteShape shape, List<int> rows, bool checkKeys, bool isStaged, CancellationToken cancellationToken)
    {
        var staged = new List<int>(rows.Count);
        NpgsqlRawCopyStream? stream = null;
        session.Buffer.Begin();
        try
        {
            foreach (var row in rows)
            {
                if (Encode(shape, row, checkKeys, isStaged))
                    staged.Add(row);
                if (session.Buffer.Length < SendBytes)
                    continue;

                // The server stores what it has while the next records are encoded.
                stream ??= await BeginCopyAsync(shape, isStaged, cancellationToken).ConfigureAwait(false);
                await stream.WriteAsync(session.Buffer.Written, cancellationToken).ConfigureAwait(false);
                session.Buffer.Clear();
            }

            if (staged.Count == 0)
                return staged;
            session.Buffer.End();
            stream ??= await BeginCopyAsync(shape, isStaged, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(session.Buffer.Written, cancellationToken).ConfigureAwait(false);
        }
        catch when (stream is not null)
        {
            await stream.CancelAsync().ConfigureAwait(false);
            throw;
        }

        await stream.DisposeAsync().ConfigureAwait(false);
        return staged;
    }

    private async Task<NpgsqlRawCopyStream> BeginCopyAsync(WriteShape shape, bool isStaged, CancellationToken cancellationToken)
    {
        if (!isStaged)
        {
            Calls++;
            return await Connection.BeginRawBinaryCopyAsync(shape.AppendSql, cancellationToken).ConfigureAwait(false);
        }

        if (shape.HasRecords)
            await ExecuteAsync(shape.TruncateSql, cancellationToken).ConfigureAwait(false);
        shape.HasRecords = true;
        Calls++;
        return await Connection.BeginRawBinaryCopyAsync(shape.CopySql, cancellationToken).ConfigureAwait(false);
    }

    private bool Encode(WriteShape shape, int row, bool checkKeys, bool isStaged)
    {
        var buffer = session.Buffer;
        var record = records[row];
        var start = buffer.Length;
        if (isStaged)
            buffer.BeginRow(shape.Columns.Count + 1, row);
        else
            buffer.BeginRow(shape.Columns.Count);
        var keyStart = buffer.Length;
        for (var i = 0; i < shape.Columns.Count; i++)
        {
            var column = shape.Columns[i];
            if (column.Encode(record, buffer) is { } problem)
            {
                buffer.Rewind(start);
                Fail(row, DriverErrorCode.InvalidValue, problem, column.Column.Name);
                return false;
            }

            if (i + 1 == shape.KeyCount && checkKeys && keys is not null && !keys.TryAdd(buffer.Written.Span[keyStart..], row, out var before))
            {
                buffer.Rewind(start);
                Fail(row, DriverErrorCode.Duplicate, string.Create(CultureInfo.InvariantCulture, $"The key '{Names.Short(string.Join("+", plan.KeyFields))}' is there twice in one batch: record {before + 1} came first. Make the keys of the source distinct."), plan.KeyFields[0]);
                return false;
            }
        }

        return true;
    }
}
