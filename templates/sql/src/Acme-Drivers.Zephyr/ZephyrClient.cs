using IntegrationAgent.Driver;
using Microsoft.Data.Sqlite;

namespace Acme_Drivers.Zephyr;

/// <summary>An open database. Thread-safe: every call has a connection of its own.</summary>
//#if (canWrite)
public sealed partial class ZephyrClient : IDriverClient, IRecordWriter
//#else
public sealed partial class ZephyrClient : IDriverClient
//#endif
{
    private readonly string connectionString;
    private readonly CancellationTokenSource disposing = new();
    private long calls;
    private int disposed;

    internal ZephyrClient(string connectionString) => this.connectionString = connectionString;

    /// <inheritdoc />
    public Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken) => RunAsync(
        (connection, _) =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM sqlite_schema";
            command.ExecuteScalar();
            return new ConnectionCheck
            {
                System = "Zephyr database " + Path.GetFileName(connection.DataSource),
                ApiVersion = connection.ServerVersion,
                Identity = "the file's owner",
                Host = Path.GetFileName(connection.DataSource),
            };
        },
        cancellationToken);

    /// <inheritdoc />
    public ValueTask<RateLimitStatus> GetRateLimitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(new RateLimitStatus { CallsMade = Interlocked.Read(ref calls) });
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
            await disposing.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>SQLite works on the thread of its caller: one of the pool. A statement is interrupted where the caller cancels.</summary>
    private async Task<T> RunAsync<T>(Func<SqliteConnection, CancellationToken, T> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, disposing.Token);
        try
        {
            return await Task.Run(() => Work(work, linked.Token), linked.Token).ConfigureAwait(false);
        }
        catch (SqliteException) when (linked.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ObjectDisposedException(nameof(ZephyrClient));
        }
        catch (SqliteException exception)
        {
            throw SqlErrors.Map(exception);
        }
    }

    private T Work<T>(Func<SqliteConnection, CancellationToken, T> work, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref calls);
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        connection.CreateCollation(ColumnTypes.DecimalCollation, ColumnTypes.CompareDecimals);
        using var interrupt = cancellationToken.UnsafeRegister(static state => SQLitePCL.raw.sqlite3_interrupt(((SqliteConnection)state!).Handle), connection);
        return work(connection, cancellationToken);
    }
}
