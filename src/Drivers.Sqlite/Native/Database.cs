using IntegrationAgent.Driver;
using SQLitePCL;

namespace IntegrationAgent.Drivers.Sqlite.Native;

/// <summary>One open connection to a database file. Not thread-safe: whoever holds it uses it alone.</summary>
internal sealed class Database : IDisposable
{

    /// <summary>How many instructions of SQLite's machine pass between two looks at the token: some tens of microseconds.</summary>
    private const int InstructionsBetweenLooks = 4_096;

    /// <summary>What ends the statement that runs. Set and read by the thread that holds the connection.</summary>
    private CancellationToken ends;

    static Database() => Batteries_V2.Init();

    private Database(sqlite3 handle) => Handle = handle;

    public sqlite3 Handle { get; }

    /// <summary>Whether every statement since the last BEGIN has been committed or rolled back.</summary>
    public bool IsAutoCommit => raw.sqlite3_get_autocommit(Handle) != 0;

    /// <summary>How many rows the last INSERT, UPDATE or DELETE touched.</summary>
    public int Changes => raw.sqlite3_changes(Handle);

    public static Database Open(string path, bool writable, bool create, TimeSpan busyTimeout)
    {
        var flags = raw.SQLITE_OPEN_NOMUTEX | (writable ? raw.SQLITE_OPEN_READWRITE : raw.SQLITE_OPEN_READONLY) | (create ? raw.SQLITE_OPEN_CREATE : 0);
        var result = raw.sqlite3_open_v2(path, out var handle, flags, null);
        if (result != raw.SQLITE_OK)
        {
            handle?.Dispose();
            throw SqliteErrors.Open(result, path);
        }

        var database = new Database(handle);
        try
        {
            _ = raw.sqlite3_extended_result_codes(handle, 1);
            _ = raw.sqlite3_busy_timeout(handle, (int)busyTimeout.TotalMilliseconds);
            raw.sqlite3_progress_handler(handle, InstructionsBetweenLooks, static state => ((Database)state).ends.IsCancellationRequested ? 1 : 0, database);
            database.Execute("PRAGMA trusted_schema=OFF");
            // Little: the system's own cache serves beyond it, and memory does not follow the size of the file.
            database.Execute(writable ? "PRAGMA cache_size=-2000" : "PRAGMA cache_size=-500");
            if (writable)
            {
                database.Execute("PRAGMA journal_mode=WAL");

                // What was acknowledged survives a power cut; one sync for a page of records.
                database.Execute("PRAGMA synchronous=FULL");
                database.Execute("PRAGMA foreign_keys=ON");
            }
            else
            {
                database.Execute("PRAGMA query_only=ON");
            }

            Collations.Register(handle);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(Handle, sql, out var statement));
        return new Statement(this, statement);
    }

    /// <summary>Prepares one statement of a user; more than one is refused.</summary>
    public Statement PrepareSingle(string sql)
    {
        var result = raw.sqlite3_prepare_v2(Handle, sql, out var statement, out string tail);
        if (result != raw.SQLITE_OK)
            throw SqliteErrors.Query(Handle, result);
        if (!string.IsNullOrWhiteSpace(tail) || statement.IsInvalid)
        {
            statement.Dispose();
            throw new DriverException(DriverErrorCode.InvalidQuery, "The text is not one statement. Send one SELECT.");
        }

        return new Statement(this, statement);
    }

    public void Execute(string sql)
    {
        using var statement = Prepare(sql);
        while (statement.Step())
        {
            // Pragmas answer with rows.
        }
    }

    public long ScalarInt64(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    public string ScalarText(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.String(0) : "";
    }

    /// <summary>Undoes whatever is open. Harmless where nothing is.</summary>
    public void Rollback()
    {
        if (!IsAutoCommit)
            _ = raw.sqlite3_exec(Handle, "ROLLBACK");
    }

    /// <summary>
    /// Ends what this connection runs as soon as the token asks for it, until the scope is disposed.
    /// </summary>
    /// <remarks>
    /// An interrupt alone would be lost where it comes before the first step of a statement: SQLite forgets it when nothing
    /// runs. So the running statement looks at the token itself; the interrupt ends what takes long within one instruction.
    /// </remarks>
    public EndScope EndOn(CancellationToken cancellationToken)
    {
        var scope = new EndScope(this, cancellationToken.UnsafeRegister(static state => ((Database)state!).Interrupt(), this), ends);
        ends = cancellationToken;
        return scope;
    }

    public void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW))
            throw SqliteErrors.Failure(Handle, result);
    }

    public void Dispose() => Handle.Dispose();

    private void Interrupt()
    {
        if (!Handle.IsClosed)
            raw.sqlite3_interrupt(Handle);
    }

    /// <summary>The time in which a token ends what the connection runs; what was set before holds again after it.</summary>
    public readonly struct EndScope(Database database, CancellationTokenRegistration interrupt, CancellationToken before) : IDisposable
    {
        public void Dispose()
        {
            interrupt.Dispose();
            database.ends = before;
        }
    }
}
