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

    private const string Template = "kit_template";
    private static readonly SemaphoreSlim Preparing = new(1, 1);
    private static bool prepared;
    private static int databases;
    private readonly List<ConformanceField> fields;
    private readonly string table;
    private readonly string admin;
    private readonly NpgsqlDataSource source;
    private readonly AnswerLosingProxy proxy;
    private IReadOnlyList<string> more = [];
    private long objectsAtStart;

    private PostgresTarget(PostgresServer server, ConformanceObject held, string database)
    {
        table = held.Name;
        fields = [.. held.Fields];
        admin = server.ConnectionString(database) + ";Options=-c TimeZone=UTC -c extra_float_digits=1";
        source = NpgsqlDataSource.Create(admin);
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

    public override string NativeReadByKey => $"SELECT * FROM {table} WHERE id = :key";

    public override IReadOnlyList<string> MoreObjects => more;

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
            ArmAsync = static async (target, cancellationToken) => await Holding.StartAsync(((PostgresTarget)target).admin + ";Pooling=false", cancellationToken),
        },
    ];

    public static async Task<PostgresTarget> StartAsync(PostgresServer server, ConformanceObject held, ConformanceStart start, CancellationToken cancellationToken)
    {
        await PrepareAsync(server, cancellationToken);
        var name = string.Create(CultureInfo.InvariantCulture, $"kit_{Interlocked.Increment(ref databases)}");
        await using (var postgres = new NpgsqlConnection(server.ConnectionString("postgres")))
        {
            await postgres.OpenAsync(cancellationToken);
            await ExecuteAsync(postgres, $"CREATE DATABASE {name} TEMPLATE {Template}", cancellationToken);
            await ExecuteAsync(postgres, $"ALTER ROLE {Role} IN DATABASE {name} SET lock_timeout = '500ms'", cancellationToken);
        }

        var target = new PostgresTarget(server, held, name);
        await using var connection = await target.OpenAsync(cancellationToken);
        await target.WriteAsync(connection, start.Records, cancellationToken);
        await ExecuteAsync(connection, Counting, cancellationToken);
        if (start.MoreObjects > 0)
            target.more = await MakeMoreAsync(connection, start, cancellationToken);
        target.objectsAtStart = await ObjectsAsync(connection, cancellationToken);
        return target;
    }

    /// <summary>Makes, once for the server, the role and the database that every check's own is a copy of.</summary>
    private static async Task PrepareAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        await Preparing.WaitAsync(cancellationToken);
        try
        {
            if (prepared)
                return;
            await using (var postgres = new NpgsqlConnection(server.ConnectionString("postgres")))
            {
                await postgres.OpenAsync(cancellationToken);
                await ExecuteAsync(postgres, $"CREATE ROLE {Role} LOGIN PASSWORD '{RolePassword}'", cancellationToken);
                await ExecuteAsync(postgres, $"CREATE DATABASE {Template}", cancellationToken);
            }

            // A pooled connection would keep the database from being copied.
            await using var template = new NpgsqlConnection(server.ConnectionString(Template) + ";Pooling=false");
            await template.OpenAsync(cancellationToken);
            await ExecuteAsync(template, Tables, cancellationToken);
            prepared = true;
        }
        finally
        {
            Preparing.Release();
        }
    }

    /// <summary>One wide table, and views: what a database of many objects costs to describe, without the files of as many tables.</summary>
    private static async Task<IReadOnlyList<string>> MakeMoreAsync(NpgsqlConnection connection, ConformanceStart start, CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", Enumerable.Range(1, start.MoreFields - 1).Select(i => string.Create(CultureInfo.InvariantCulture, $"field_{i:D3} text")));
        await ExecuteAsync(connection, $"CREATE TABLE more_00000 (id bigint PRIMARY KEY, {columns})", cancellationToken);
        await ExecuteAsync(
            connection,
            string.Create(CultureInfo.InvariantCulture, $"DO $$ BEGIN FOR i IN 1..{start.MoreObjects - 1} LOOP EXECUTE format('CREATE VIEW %I AS SELECT 1::bigint AS id', 'more_' || lpad(i::text, 5, '0')); END LOOP; END $$"),
            cancellationToken);
        await ExecuteAsync(connection, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC", cancellationToken);
        return [.. Enumerable.Range(0, start.MoreObjects).Select(i => string.Create(CultureInfo.InvariantCulture, $"more_{i:D5}"))];
    }

    public override async ValueTask<IReadOnlyList<ConformanceRow>> SnapshotAsync(CancellationToken cancellationToken)
    {
        await proxy.SettledAsync(cancellationToken);
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

    public override async ValueTask DisposeAsync()
    {
        await proxy.DisposeAsync();
        await source.DisposeAsync();
    }

    /// <summary>Makes what an example is about, past the driver.</summary>
    public async ValueTask ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await ExecuteAsync(connection, sql, cancellationToken);
        await ExecuteAsync(connection, "GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC", cancellationToken);
    }

    private static ConnectionSettings To(int port, string database) =>
        new([new("host", PostgresServer.Host), new("port", port.ToString(CultureInfo.InvariantCulture)), new("database", database)]);

    private async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<ConformanceRow> rows, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var group in rows.GroupBy(row => string.Join(',', fields.Where(field => row[field.Name].State != ValueState.Absent).Select(field => field.Name))))
        {
            // One statement for all records with the same fields: a column comes as one array.
            var given = fields.Where(field => group.First()[field.Name].State != ValueState.Absent).ToList();
            var updates = given.Where(field => field.Name != "id").Select(field => $"{field.Name} = excluded.{field.Name}").ToList();
            await using var command = new NpgsqlCommand(
                $"INSERT INTO {table} ({string.Join(", ", given.Select(field => field.Name))}) SELECT {string.Join(", ", given.Select((field, i) => $"CAST(c{i} AS {Stored.Declare(field)})"))}"
                + $" FROM unnest({string.Join(", ", given.Select((_, i) => $"${i + 1}"))}) AS given ({string.Join(", ", given.Select((_, i) => $"c{i}"))})"
                + (updates.Count == 0 ? " ON CONFLICT DO NOTHING" : $" ON CONFLICT (id) DO UPDATE SET {string.Join(", ", updates)}"),
                connection,
                transaction);
            foreach (var field in given)
                command.Parameters.Add(new NpgsqlParameter { Value = group.Select(row => Stored.Write(row[field.Name]) as string).ToArray(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => await source.OpenConnectionAsync(cancellationToken);

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
