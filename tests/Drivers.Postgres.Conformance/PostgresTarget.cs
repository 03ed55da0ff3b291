using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Conformance;
using IntegrationAgent.Testing;
using Npgsql;

namespace Drivers.Postgres.Conformance;

/// <summary>A database, filled and read past the driver with plain SQL; the driver reaches it through a proxy that can lose an answer.</summary>
internal sealed class PostgresTarget : ConformanceTarget
{
    private const string Role = "kit", RolePassword = "kit-password-3141";

    private const string Tables = """
        CREATE TABLE owners (id bigint PRIMARY KEY, name text NOT NULL);
        INSERT INTO owners VALUES (1, 'one'), (2, 'two'), (3, 'three');
        CREATE TABLE items (
            id bigint PRIMARY KEY, name varchar(60) NOT NULL, note text, active boolean, amount numeric(30,4), ratio double precision, visits bigint, token uuid,
            born date, opens time, local_at timestamp, seen_at timestamptz, data bytea, extra json, owner_id bigint REFERENCES owners (id));
        GRANT ALL ON owners, items TO PUBLIC;
        GRANT ALL ON SCHEMA public TO PUBLIC;
        """;

    private const string Counting = """
        CREATE SCHEMA counting;
        GRANT USAGE ON SCHEMA counting TO PUBLIC;
        CREATE TABLE counting.changes (n bigint GENERATED ALWAYS AS IDENTITY);
        GRANT INSERT ON counting.changes TO PUBLIC;
        CREATE FUNCTION counting.count() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN INSERT INTO counting.changes DEFAULT VALUES; RETURN NULL; END $$;
        CREATE TRIGGER counted AFTER INSERT OR UPDATE OR DELETE ON items FOR EACH ROW EXECUTE FUNCTION counting.count();
        REVOKE ALL ON counting.changes FROM PUBLIC;
        """;

    private static int databases;
    private readonly List<ConformanceField> fields;
    private readonly string table;
    private readonly string admin;
    private readonly AnswerLosingProxy proxy;
    private long objectsAtStart;

    private PostgresTarget(PostgresServer server, ConformanceObject held, string database)
    {
        table = held.Name;
        fields = [.. held.Fields];
        admin = server.ConnectionString(database) + ";Pooling=false;Options=-c TimeZone=UTC -c extra_float_digits=1";
        proxy = new AnswerLosingProxy(server.Port);
        Settings = To(proxy.Port, database);
        Refused =
        [
            new() { Name = "wrong password", Credentials = new Dictionary<string, string> { ["PGUSER"] = Role, ["PGPASSWORD"] = "not-the-password-2718" } },
            new() { Name = "no password", Credentials = new Dictionary<string, string> { ["PGUSER"] = Role } },
            new() { Name = "no such role", Credentials = new Dictionary<string, string> { ["PGUSER"] = "stranger", ["PGPASSWORD"] = RolePassword } },
            new() { Name = "no role", Credentials = new Dictionary<string, string> { ["PGPASSWORD"] = RolePassword } },
            new() { Name = "no certificate", Credentials = new Dictionary<string, string>(Credentials) { ["PGROOTCERT"] = "this is no certificate" }, Code = DriverErrorCode.InvalidValue },
            new() { Name = "no such database", Settings = To(server.Port, "not_there"), Code = DriverErrorCode.ConnectionFailed },
            new() { Name = "no host", Settings = new ConnectionSettings([new("database", database)]), Code = DriverErrorCode.InvalidValue },
        ];
    }

    public override ConnectionSettings Settings { get; }

    public override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string> { ["PGUSER"] = Role, ["PGPASSWORD"] = RolePassword };

    public override IReadOnlyList<RefusedConnection> Refused { get; }

    public override string NativeRead => $"SELECT * FROM {table}";

    public override IReadOnlyList<string> NativeWrites { get; } =
    [
        "DELETE FROM items",
        "UPDATE items SET name = 'x' WHERE id = 1",
        "WITH gone AS (DELETE FROM items RETURNING id) SELECT id FROM gone",
        "SELECT 1) TO STDOUT; COMMIT; DELETE FROM items; COPY (SELECT 1",
        "DROP TABLE items",
    ];

    public override IReadOnlyList<ConformanceFault> Faults { get; } =
    [
        new()
        {
            Name = "the server ends every connection",
            Moment = FaultMoment.Read,
            Code = DriverErrorCode.Unavailable,
            Retry = RetryAdvice.After,
            ArmAsync = static (target, _) => ValueTask.FromResult<IAsyncDisposable>(((PostgresTarget)target).proxy.Refuse()),
        },
        new()
        {
            Name = "another transaction holds the table, and the wait ends",
            Moment = FaultMoment.Write,
            Code = DriverErrorCode.Conflict,
            Retry = RetryAdvice.After,
            ArmAsync = static async (target, cancellationToken) => await Holding.StartAsync(((PostgresTarget)target).admin, cancellationToken),
        },
    ];

    public static async Task<PostgresTarget> StartAsync(PostgresServer server, ConformanceObject held, ConformanceStart start, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"kit_{Interlocked.Increment(ref databases)}");
        await server.QueryAsync("postgres", $"CREATE DATABASE {name}", cancellationToken);
        await server.QueryAsync("postgres", $"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{Role}') THEN CREATE ROLE {Role} LOGIN PASSWORD '{RolePassword}'; END IF; END $$", cancellationToken);
        var target = new PostgresTarget(server, held, name);
        await using var connection = await target.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, Tables, cancellationToken);
        await target.WriteAsync(connection, start.Records, cancellationToken);
        await ExecuteAsync(connection, Counting, cancellationToken);
        await ExecuteAsync(connection, $"ALTER ROLE {Role} IN DATABASE {name} SET lock_timeout = '500ms'", cancellationToken);
        target.objectsAtStart = await ObjectsAsync(connection, cancellationToken);
        return target;
    }

    public override async ValueTask<IReadOnlyList<ConformanceRow>> SnapshotAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"SELECT {string.Join(", ", fields.Select(field => $"{field.Name}::text"))} FROM {table} ORDER BY id", connection);
        var rows = new List<ConformanceRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(new ConformanceRow(fields.Select((field, i) => KeyValuePair.Create(field.Name, reader.IsDBNull(i) ? RecordValue.Null : Stored.Read(field.Type, reader.GetString(i))))));
        return rows;
    }

    public override async ValueTask PutAsync(IReadOnlyList<ConformanceRow> rows, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await WriteAsync(connection, rows, cancellationToken);
    }

    public override async ValueTask DeleteAsync(IReadOnlyList<ConformanceRow> rows, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"DELETE FROM {table} WHERE id = ANY($1)", connection) { Parameters = { new NpgsqlParameter { Value = rows.Select(row => row["id"].AsInt64()).ToArray() } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override async ValueTask<long> CountMutationsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await ScalarAsync(connection, "SELECT count(*) FROM counting.changes", cancellationToken) + await ObjectsAsync(connection, cancellationToken) - objectsAtStart;
    }

    public override async ValueTask<string?> AddFieldAsync(ConformanceField field, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await ExecuteAsync(connection, $"ALTER TABLE {table} ADD COLUMN {field.Name} {Stored.Declare(field)}", cancellationToken);
        fields.Add(field);
        objectsAtStart = await ObjectsAsync(connection, cancellationToken);
        return field.Name;
    }

    public override ValueTask<bool> LoseNextWriteAnswerAsync(CancellationToken cancellationToken)
    {
        proxy.LoseNextCommit();
        return ValueTask.FromResult(true);
    }

    public override ValueTask DisposeAsync() => proxy.DisposeAsync();

    private static ConnectionSettings To(int port, string database) =>
        new([new("host", PostgresServer.Host), new("port", port.ToString(CultureInfo.InvariantCulture)), new("database", database)]);

    private async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<ConformanceRow> rows, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var row in rows)
        {
            var given = fields.Where(field => row[field.Name].State != ValueState.Absent).ToList();
            var updates = given.Where(field => field.Name != "id").Select(field => $"{field.Name} = excluded.{field.Name}").ToList();
            await using var command = new NpgsqlCommand(
                $"INSERT INTO {table} ({string.Join(", ", given.Select(field => field.Name))}) VALUES ({string.Join(", ", given.Select((field, i) => $"CAST(${i + 1}::text AS {Stored.Declare(field)})"))})"
                + (updates.Count == 0 ? " ON CONFLICT DO NOTHING" : $" ON CONFLICT (id) DO UPDATE SET {string.Join(", ", updates)}"),
                connection,
                transaction);
            foreach (var field in given)
                command.Parameters.Add(new NpgsqlParameter { Value = Stored.Write(row[field.Name]), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(admin);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static Task<long> ObjectsAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ScalarAsync(connection, "SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0", cancellationToken);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<long> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken) ?? 0L);
    }
}
