using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>
/// The workspace's own database: one connection, used by one caller at a time. Writes are immediate transactions; between processes
/// SQLite's own locks decide, and a wait is bounded.
/// </summary>
internal sealed class SqliteDatabase : StateDatabase
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly SqliteConnection connection;
    private bool disposed;

    private SqliteDatabase(SqliteConnection connection, string path, StateOptions options)
        : base(options)
    {
        this.connection = connection;
        Name = path;
    }

    public override string Name { get; }

    public override bool IsShared => false;

    public override IReadOnlyList<string> SchemaSteps => SqliteSchema.Steps;

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

    public static SqliteDatabase OpenForReading(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return new SqliteDatabase(connection, path, new StateOptions());
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw StateErrors.From(exception, path);
        }
    }

    /// <summary>Moves the log into the database and empties it, so that what was deleted is nowhere on disk.</summary>
    public override async Task EmptyLogAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException exception)
        {
            throw StateErrors.From(exception, Name);
        }
        finally
        {
            gate.Release();
        }
    }

    public override void AddParameter(DbCommand command, int ordinal, object? value) => command.Parameters.Add(
        new SqliteParameter(string.Create(CultureInfo.InvariantCulture, $"${ordinal}"), value ?? DBNull.Value));

    public override AgentException Error(DbException exception) => StateErrors.From((SqliteException)exception, Name);

    public override async ValueTask DisposeAsync()
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

    protected override async Task<T> UseConnectionAsync<T>(Func<DbConnection, T> use, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return use(connection);
        }
        finally
        {
            gate.Release();
        }
    }

    protected override DbTransaction Begin(DbConnection connection, bool write) => ((SqliteConnection)connection).BeginTransaction(deferred: !write);

    protected override DateTimeOffset Now(DbConnection connection, DbTransaction transaction) => StateTime.Truncate(Options.Time.GetUtcNow());

    protected override long ReadForm(StateSession session) => session.Count("PRAGMA user_version");

    protected override void WriteForm(StateSession session, long form) =>
        session.Execute("PRAGMA user_version = " + form.ToString(CultureInfo.InvariantCulture));

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private void Configure()
    {
        Execute($"PRAGMA busy_timeout = {(long)Options.BusyTimeout.TotalMilliseconds}");
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
                throw new AgentException(StateErrorCodes.Unavailable, $"{Name} cannot use a write-ahead log here.", "Move the workspace to a local disk.", ExitCode.Refused);
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
