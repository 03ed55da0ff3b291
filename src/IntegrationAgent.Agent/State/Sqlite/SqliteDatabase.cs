using IntegrationAgent.Agent.Audit;
using Microsoft.Data.Sqlite;

namespace IntegrationAgent.Agent.State.Sqlite;

/// <summary>
/// One connection to the workspace's database, used by one caller at a time. Writes are immediate transactions; nothing but the database
/// is touched inside one. Between processes SQLite's own locks decide, and a wait is bounded.
/// </summary>
internal sealed class SqliteDatabase : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly SqliteConnection connection;
    private readonly StateOptions options;
    private bool disposed;

    private SqliteDatabase(SqliteConnection connection, string path, StateOptions options)
    {
        this.connection = connection;
        this.options = options;
        Path = path;
    }

    public string Path { get; }

    /// <summary>Set once the audit is open; a write appends through it.</summary>
    public AuditChain? Chain { get; set; }

    /// <summary>Called before a write, outside any transaction: signs a checkpoint that is due.</summary>
    public Func<CancellationToken, Task>? BeforeWrite { get; set; }

    public static SqliteDatabase Open(string path, StateOptions options)
    {
        CreatePrivateFile(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            // SQLite itself waits, see busy_timeout; the provider's own wait polls at 150 ms.
            DefaultTimeout = 1,
        }.ToString());
        try
        {
            connection.Open();
            var database = new SqliteDatabase(connection, path, options);
            database.Configure();
            return database;
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw StateErrors.From(exception, path);
        }
    }

    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            using var transaction = connection.BeginTransaction(deferred: true);
            return read(new SqliteSession(connection, transaction, Now(), Chain));
        }
        catch (SqliteException exception)
        {
            throw StateErrors.From(exception, Path);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Runs <paramref name="write"/> in a transaction and commits it; passes <paramref name="fault"/> just before the commit.</summary>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken, string? fault = null)
    {
        if (BeforeWrite is not null)
            await BeforeWrite(cancellationToken).ConfigureAwait(false);
        return await WriteNowAsync(write, cancellationToken, fault).ConfigureAwait(false);
    }

    /// <summary>As <see cref="WriteAsync"/>, without signing a checkpoint first.</summary>
    public async Task<T> WriteNowAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken, string? fault = null)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            using var transaction = connection.BeginTransaction(deferred: false);
            var result = write(new SqliteSession(connection, transaction, Now(), Chain));
            if (fault is not null)
                options.Faults.Hit(fault);
            transaction.Commit();
            return result;
        }
        catch (SqliteException exception)
        {
            throw StateErrors.From(exception, Path);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Moves the log into the database and empties it, so that what was deleted is nowhere on disk.</summary>
    public async Task EmptyLogAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException exception)
        {
            throw StateErrors.From(exception, Path);
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (!disposed)
                await connection.DisposeAsync().ConfigureAwait(false);
            disposed = true;
        }
        finally
        {
            gate.Release();
        }
    }

    internal void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private DateTimeOffset Now() => SqliteTime.Truncate(options.Time.GetUtcNow());

    private void Configure()
    {
        Execute($"PRAGMA busy_timeout = {(long)options.BusyTimeout.TotalMilliseconds}");
        Execute("PRAGMA trusted_schema = OFF");
        UseWriteAheadLog();
        Execute("PRAGMA synchronous = FULL");
        Execute("PRAGMA secure_delete = ON");
        Execute("PRAGMA foreign_keys = ON");
    }

    // Changing the journal does not wait for other processes, so two that begin at once must repeat it.
    private void UseWriteAheadLog()
    {
        const int Attempts = 200;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var command = connection.CreateCommand();
                command.CommandText = "PRAGMA journal_mode = WAL";
                if (string.Equals(command.ExecuteScalar() as string, "wal", StringComparison.OrdinalIgnoreCase))
                    return;
            }
            catch (SqliteException exception) when (exception.SqliteErrorCode is 5 or 6 && attempt < Attempts)
            {
            }

            if (attempt >= Attempts)
                throw new AgentException(StateErrorCodes.Unavailable, $"{Path} cannot use a write-ahead log here.", "Move the workspace to a local disk.", ExitCode.Refused);
            Thread.Sleep(10);
        }
    }

    private static void CreatePrivateFile(string path)
    {
        var file = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            if (!File.Exists(path))
                new FileStream(path, file).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AgentException(
                StateErrorCodes.Unavailable, $"{path} cannot be made.", "See that .intagent is writable and its disk has space.", ExitCode.Incomplete, exception);
        }
    }
}
