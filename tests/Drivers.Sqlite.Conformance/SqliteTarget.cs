using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Conformance;
using Microsoft.Data.Sqlite;

namespace Drivers.Sqlite.Conformance;

/// <summary>A database file, filled and read past the driver with plain SQL.</summary>
internal sealed class SqliteTarget : ConformanceTarget
{
    private const string Tables = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE owners (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        INSERT INTO owners VALUES (1, 'one'), (2, 'two'), (3, 'three');
        CREATE TABLE items (
            id INTEGER PRIMARY KEY, name VARCHAR(60) NOT NULL, note TEXT, active BOOLEAN, amount DECIMAL_TEXT(30,4), ratio REAL, visits INTEGER, token UUID,
            born DATE, opens TIME, local_at DATETIME, seen_at TIMESTAMP, data BLOB, extra JSON_TEXT, owner_id INTEGER REFERENCES owners (id));
        """;

    private const string Counting = """
        CREATE TABLE changes (n INTEGER NOT NULL);
        INSERT INTO changes VALUES (0);
        CREATE TRIGGER items_i AFTER INSERT ON items BEGIN UPDATE changes SET n = n + 1; END;
        CREATE TRIGGER items_u AFTER UPDATE ON items BEGIN UPDATE changes SET n = n + 1; END;
        CREATE TRIGGER items_d AFTER DELETE ON items BEGIN UPDATE changes SET n = n + 1; END;
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sqlite-conformance-");
    private readonly List<ConformanceField> fields;
    private readonly string table;
    private IReadOnlyList<string> more = [];
    private long objectsAtStart;

    private SqliteTarget(ConformanceObject held)
    {
        table = held.Name;
        fields = [.. held.Fields];
        Settings = new ConnectionSettings([new("path", File), new("create", "false"), new("busy_timeout", "1")]);
        Refused =
        [
            new() { Name = "no such file", Settings = new ConnectionSettings([new("path", Path.Combine(folder.FullName, "none.db")), new("create", "false")]), Code = DriverErrorCode.ConnectionFailed },
            new() { Name = "a time to wait that is no number", Settings = new ConnectionSettings([new("path", File), new("busy_timeout", "long")]), Code = DriverErrorCode.InvalidValue },
            new() { Name = "no path", Settings = new ConnectionSettings([]), Code = DriverErrorCode.InvalidValue },
        ];
    }

    public override ConnectionSettings Settings { get; }

    public override IReadOnlyList<RefusedConnection> Refused { get; }

    public override string NativeRead => $"SELECT * FROM {table}";

    public override string NativeReadByKey => $"SELECT * FROM {table} WHERE id = :key";

    public override IReadOnlyList<string> MoreObjects => more;

    public override IReadOnlyList<string> NativeWrites { get; } =
    [
        "DELETE FROM items",
        "UPDATE items SET name = 'x' WHERE id = 1",
        "WITH gone AS (SELECT 1) INSERT INTO items (id, name) SELECT 999, 'x'",
        "DROP TABLE items",
    ];

    public override IReadOnlyList<ConformanceFault> Faults { get; } =
    [
        new()
        {
            Name = "another program holds the database for writing",
            Moment = FaultMoment.Write,
            Code = DriverErrorCode.Conflict,
            ArmAsync = static async (target, cancellationToken) => await Holding.StartAsync(((SqliteTarget)target).File, cancellationToken),
        },
    ];

    private string File => Path.Combine(folder.FullName, "items.db");

    public static async Task<SqliteTarget> StartAsync(ConformanceObject held, ConformanceStart start, CancellationToken cancellationToken)
    {
        var target = new SqliteTarget(held);
        await using var connection = await target.OpenAsync(SqliteOpenMode.ReadWriteCreate, cancellationToken);
        await ExecuteAsync(connection, Tables, cancellationToken);
        await target.WriteAsync(connection, start.Records, cancellationToken);
        await ExecuteAsync(connection, Counting, cancellationToken);
        if (start.MoreObjects > 0)
            target.more = await MakeMoreAsync(connection, start, cancellationToken);
        target.objectsAtStart = await ScalarAsync(connection, "PRAGMA schema_version", cancellationToken);
        return target;
    }

    private static async Task<IReadOnlyList<string>> MakeMoreAsync(SqliteConnection connection, ConformanceStart start, CancellationToken cancellationToken)
    {
        string[] names = [.. Enumerable.Range(0, start.MoreObjects).Select(i => string.Create(CultureInfo.InvariantCulture, $"more_{i:D5}"))];
        var columns = string.Concat(Enumerable.Range(1, start.MoreFields - 1).Select(i => string.Create(CultureInfo.InvariantCulture, $", field_{i:D3} TEXT")));
        await ExecuteAsync(connection, "BEGIN", cancellationToken);
        foreach (var name in names)
            await ExecuteAsync(connection, $"CREATE TABLE {name} (id INTEGER PRIMARY KEY{(name == names[0] ? columns : "")})", cancellationToken);
        await ExecuteAsync(connection, "COMMIT", cancellationToken);
        return names;
    }

    public override async ValueTask<IReadOnlyList<ConformanceRow>> SnapshotAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(SqliteOpenMode.ReadWrite, cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", fields.Select(field => field.Name))} FROM {table} ORDER BY rowid";
        var rows = new List<ConformanceRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(new ConformanceRow(fields.Select((field, i) => KeyValuePair.Create(field.Name, Stored.Read(field.Type, reader.GetValue(i))))));
        return rows;
    }

    public override async ValueTask PutAsync(IReadOnlyList<ConformanceRow> rows, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(SqliteOpenMode.ReadWrite, cancellationToken);
        await WriteAsync(connection, rows, cancellationToken);
    }

    public override async ValueTask DeleteAsync(IReadOnlyList<ConformanceRow> rows, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(SqliteOpenMode.ReadWrite, cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"DELETE FROM {table} WHERE id = @id";
        var id = command.Parameters.Add("@id", SqliteType.Integer);
        foreach (var row in rows)
        {
            id.Value = Stored.Write(row["id"]);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public override async ValueTask<long> CountMutationsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(SqliteOpenMode.ReadWrite, cancellationToken);
        return await ScalarAsync(connection, "SELECT n FROM changes", cancellationToken)
            + await ScalarAsync(connection, "PRAGMA schema_version", cancellationToken) - objectsAtStart;
    }

    public override async ValueTask<string?> AddFieldAsync(ConformanceField field, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(SqliteOpenMode.ReadWrite, cancellationToken);
        await ExecuteAsync(connection, $"ALTER TABLE {table} ADD COLUMN {field.Name} {Stored.Declare(field)}", cancellationToken);
        fields.Add(field);
        return field.Name;
    }

    public override ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes what an example is about, past the driver.</summary>
    public async ValueTask ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(SqliteOpenMode.ReadWrite, cancellationToken);
        await ExecuteAsync(connection, sql, cancellationToken);
    }

    private async Task WriteAsync(SqliteConnection connection, IReadOnlyList<ConformanceRow> rows, CancellationToken cancellationToken)
    {
        await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync(cancellationToken);
        foreach (var row in rows)
        {
            var given = fields.Where(field => row[field.Name].State != ValueState.Absent).ToList();
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            var updates = given.Where(field => field.Name != "id").Select(field => $"{field.Name} = excluded.{field.Name}").ToList();
            command.CommandText = $"INSERT INTO {table} ({string.Join(", ", given.Select(field => field.Name))}) VALUES ({string.Join(", ", given.Select((_, i) => $"@p{i}"))})"
                + (updates.Count == 0 ? " ON CONFLICT DO NOTHING" : $" ON CONFLICT (id) DO UPDATE SET {string.Join(", ", updates)}");
            for (var i = 0; i < given.Count; i++)
                command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"@p{i}"), Stored.Write(row[given[i].Name]));
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<SqliteConnection> OpenAsync(SqliteOpenMode mode, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = File, Mode = mode, Pooling = false, DefaultTimeout = 10 }.ToString());
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<long> ScalarAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync(cancellationToken) ?? 0L);
    }
}
