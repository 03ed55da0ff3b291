using Microsoft.Data.Sqlite;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>The org's records in a SQLite file: read whole at the start, and brought up to date with every write before its answer leaves.</summary>
internal sealed class StoreFile : IDisposable
{
    private const string Format = "1";

    private readonly RecordStore _store;
    private readonly SqliteConnection _connection;
    private readonly StoreTable[] _tables;

    private StoreFile(RecordStore store, SqliteConnection connection)
    {
        _store = store;
        _connection = connection;
        _tables = [.. store.Tables.Select(t => new StoreTable(connection, store, t))];
    }

    /// <summary>Whether the file already held an org, which is now in memory.</summary>
    public bool Loaded { get; private set; }

    /// <summary>Opens or creates the file, and reads the org that it holds.</summary>
    /// <exception cref="SimulatorStoreException">The file cannot be used.</exception>
    public static StoreFile Open(RecordStore store, string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ToString());
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE;");
            var found = Prepare(connection, store);
            var file = new StoreFile(store, connection);
            if (found)
            {
                foreach (var table in file._tables) table.Load();
                file.Loaded = true;
            }

            Execute(connection, "COMMIT");
            return file;
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            const int Busy = 5, NotADatabase = 26;
            throw exception.SqliteErrorCode switch
            {
                NotADatabase => new SimulatorStoreException($"'{path}' is not a store of the simulator: it is no SQLite file. Name another file.", exception),
                Busy => new SimulatorStoreException($"'{path}' is in use by another process. Stop that simulator, or name another file.", exception),
                _ => new SimulatorStoreException($"'{path}' cannot be opened as a store: {exception.Message}. Name a file in a folder that can be written.", exception),
            };
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Writes every record; for an org that has just been seeded.</summary>
    public void SaveAll() => InTransaction(() =>
    {
        foreach (var table in _tables) table.SaveAll();
    });

    /// <summary>Writes the records that were touched since the last call. Call it under the store's write lock.</summary>
    public void Flush()
    {
        if (!Array.Exists(_store.Tables, t => t.Dirty is { Count: > 0 })) return;
        InTransaction(() =>
        {
            foreach (var table in _tables) table.SaveDirty();
        });
    }

    public void Dispose()
    {
        foreach (var table in _tables) table.Dispose();
        _connection.Dispose();
    }

    private static bool Prepare(SqliteConnection connection, RecordStore store)
    {
        Execute(connection, "CREATE TABLE IF NOT EXISTS \"$org\"(name TEXT PRIMARY KEY, value TEXT NOT NULL); CREATE TABLE IF NOT EXISTS \"$objects\"(prefix TEXT PRIMARY KEY, name TEXT NOT NULL);");
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM \"$org\" WHERE name = 'format'";
        var format = command.ExecuteScalar() as string;
        if (format is not null and not Format) throw new SimulatorStoreException($"The store has the format {format}, and this simulator reads format {Format}. Name another file.");
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        command.CommandText = "SELECT prefix, name FROM \"$objects\"";
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read()) known[reader.GetString(0)] = reader.GetString(1);
        }

        command.CommandText = "INSERT OR IGNORE INTO \"$objects\"(prefix, name) VALUES ($prefix, $name)";
        var prefix = command.Parameters.Add("$prefix", SqliteType.Text);
        var name = command.Parameters.Add("$name", SqliteType.Text);
        foreach (var table in store.Tables)
        {
            (prefix.Value, name.Value) = (table.Schema.KeyPrefix, table.Schema.Name);
            if (known.TryGetValue(table.Schema.KeyPrefix, out var other) && other != table.Schema.Name)
                throw new SimulatorStoreException($"The store was made with another org: ids that begin with {table.Schema.KeyPrefix} belong to {other} there, and to {table.Schema.Name} here. Name the org file that it was made with, or another store.");
            command.ExecuteNonQuery();
        }

        command.Parameters.Clear();
        command.CommandText = $"INSERT OR IGNORE INTO \"$org\"(name, value) VALUES ('format', '{Format}')";
        command.ExecuteNonQuery();
        return format is not null;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql; // constants of this file only
        command.ExecuteNonQuery();
    }

    private void InTransaction(Action body)
    {
        Execute(_connection, "BEGIN IMMEDIATE");
        try
        {
            body();
            Execute(_connection, "COMMIT");
        }
        catch
        {
            Execute(_connection, "ROLLBACK");
            throw;
        }
    }
}
