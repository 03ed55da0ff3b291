using Npgsql;

namespace IntegrationAgent.Drivers.Postgres.Query;

/// <summary>One read under way: a session, a transaction that cannot write and sees one snapshot, and the copy within it.</summary>
internal sealed class CopyQuery(NpgsqlDataSource source) : IAsyncDisposable
{
    private NpgsqlConnection? connection;
    private NpgsqlRawCopyStream? stream;
    private CopyReader? reader;

    public async Task<NpgsqlConnection> BeginAsync(CancellationToken cancellationToken)
    {
        connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        using var command = new NpgsqlCommand("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return connection;
    }

    /// <summary>Binds the values that the query reads.</summary>
    public async Task SetAsync(Settings values, CancellationToken cancellationToken)
    {
        using var command = values.Command(connection!);
        if (command is not null)
            await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts to read a query that is known to be one statement.</summary>
    public async Task<CopyReader> StartAsync(string query, CancellationToken cancellationToken)
    {
        stream = await connection!.BeginRawBinaryCopyAsync($"COPY (\n{query}\n) TO STDOUT (FORMAT binary)", cancellationToken).ConfigureAwait(false);
        return reader = new CopyReader(stream);
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is null)
            return;
        if (stream is not null)
        {
            try
            {
                // The server stops instead of sending the rest.
                if (reader is not { AtEnd: true })
                    await stream.CancelAsync().ConfigureAwait(false);
                await stream.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
            {
                // It ended before it could be stopped, or is broken; the pool looks at it.
            }
        }

        try
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            // The server has ended the session: to give it back was all that was left to do.
        }
    }
}
