using System.Globalization;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Driver;
using IntegrationAgent.Testing;
using Npgsql;

namespace IntegrationAgent.Chaos;

/// <summary>A PostgreSQL server with a source and a target database, and in a team's world with the state too; a way of its own to each of them.</summary>
internal sealed class DatabaseWorld(int rows, bool shared) : World
{
    public const string Copy = "copy", Append = "append", Due = "due";

    private static readonly string[] Headers =
        ["#:package IntegrationAgent.Scripting@1.0.0", "#:package IntegrationAgent.Drivers.Postgres@1.0.0", "#:property PublishAot=false", ""];

    private const string CopyBody = """
        return await Integration.RunAsync(args, async (job, ct) =>
        {
            var leads = job.Connection("source").Query<Leads>();
            await job.Connection("target").UpsertAsync(
                leads.Select(lead => new LeadRow { Id = lead.Id, Name = lead.Name, Email = lead.Email, Points = lead.Points }),
                key: row => row.Id, ct);
        });

        """;

    private const string AppendBody = """
        return await Integration.RunAsync(args, async (job, ct) =>
        {
            var entries = job.Connection("source").Query<Entries>();
            await job.Connection("target").InsertAsync(entries.Select(entry => new EntryRow { Id = entry.Id, Body = entry.Body }), ct);
        });

        """;

    private PostgresServer server = null!;
    private TcpProxy source = null!, target = null!;
    private TcpProxy? state;

    public override TcpProxy Source => source;

    public override TcpProxy? Target => target;

    public override TcpProxy? State => state;

    public override int? SourceProcess => null;

    /// <summary>The password that the server has.</summary>
    public string Password => server.Password;

    /// <summary>SQL of somebody else who uses the server.</summary>
    public async Task SqlAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(database, cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<NpgsqlConnection> ConnectAsync(string database, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(server.ConnectionString(database) + ";Pooling=false;Timeout=30");
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    public override async Task PrepareAsync(string integration, Random random, CancellationToken cancellationToken)
    {
        if (integration == Append)
            await SqlAsync("target", "TRUNCATE entries, effects", cancellationToken);
        else
        {
            await SqlAsync("source", $"UPDATE leads SET email = 'change.{random.Next()}.' || id || '@example.com' WHERE points % 17 = {random.Next(17)}", cancellationToken);
            await SqlAsync("target", $"TRUNCATE effects; DELETE FROM leads WHERE points % 101 = {random.Next(101)}; TRUNCATE effects", cancellationToken);
        }
    }

    public override Task MutateSourceAsync(Random random, CancellationToken cancellationToken) => SqlAsync(
        "source",
        $"""
        UPDATE leads SET email = 'late.{random.Next()}@example.com' WHERE points % 97 = {random.Next(97)};
        INSERT INTO leads SELECT 'L' || {random.Next()} || '-' || i, 'Late ' || i, NULL, i FROM generate_series(1, 10) AS i;
        """,
        cancellationToken);

    public override async Task<Dictionary<string, string>> SourceRowsAsync(string integration, CancellationToken cancellationToken) =>
        (await ReadAsync("source", Rows(integration), reader => (reader.GetString(0), reader.GetString(1)), cancellationToken)).ToDictionary(row => row.Item1, row => row.Item2, StringComparer.Ordinal);

    public override Task<List<(string Key, string Value)>> TargetRowsAsync(string integration, CancellationToken cancellationToken) =>
        ReadAsync("target", Rows(integration), reader => (reader.GetString(0), reader.GetString(1)), cancellationToken);

    public override Task<List<NotedEffect>> EffectsAsync(string integration, CancellationToken cancellationToken) =>
        ReadAsync("target", "SELECT key, operation, value FROM effects ORDER BY n", reader => new NotedEffect(reader.GetString(0), reader.GetString(1), reader.GetString(2)), cancellationToken);

    public override Task KillSourceAsync(CancellationToken cancellationToken) => server.CrashAsync();

    public override Task StartSourceAsync(CancellationToken cancellationToken) => server.RestartAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        foreach (var proxy in (TcpProxy?[])[source, target, state])
        {
            if (proxy is not null)
                await proxy.DisposeAsync();
        }

        if (server is not null)
            await server.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override async Task SetUpAsync(CancellationToken cancellationToken)
    {
        // A crash of the server, not of the machine: what was committed must have left the process.
        server = await PostgresServer.StartAsync(cancellationToken, "synchronous_commit=on", "max_connections=60");
        (source, target) = (new TcpProxy(server.Port), new TcpProxy(server.Port));
        foreach (var database in (string[])["source", "target", "state"])
            await SqlAsync("postgres", $"CREATE DATABASE {database}", cancellationToken);
        const string Tables = "CREATE TABLE leads (id text PRIMARY KEY, name text NOT NULL, email text, points bigint NOT NULL); CREATE TABLE entries (id text PRIMARY KEY, body text NOT NULL);";
        await SqlAsync("source", Tables, cancellationToken);
        await SqlAsync("source", $"INSERT INTO leads SELECT lpad(i::text, 9, '0'), 'Lead number ' || i, 'lead.' || i || '@example.com', i FROM generate_series(1, {rows}) AS i", cancellationToken);
        await SqlAsync("source", $"INSERT INTO entries SELECT lpad(i::text, 9, '0'), repeat('entry ' || i || ' ', 5) FROM generate_series(1, {rows}) AS i", cancellationToken);
        await SqlAsync("target", Tables, cancellationToken);
        await SqlAsync(
            "target",
            """
            CREATE TABLE effects (n bigserial PRIMARY KEY, key text NOT NULL, operation text NOT NULL, value text NOT NULL);
            CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$
              BEGIN INSERT INTO effects (key, operation, value) VALUES (new.id, lower(tg_op), new::text); RETURN NULL; END $$;
            CREATE TRIGGER noted AFTER INSERT OR UPDATE ON leads FOR EACH ROW EXECUTE FUNCTION noted();
            CREATE TRIGGER noted AFTER INSERT OR UPDATE ON entries FOR EACH ROW EXECUTE FUNCTION noted();
            """,
            cancellationToken);
        if (shared)
            state = new TcpProxy(server.Port);
        await using var host = await OpenAsync(
            shared ? "postgres" : "sqlite",
            $"PGUSER={PostgresServer.User}\nPGPASSWORD={server.Password}\n"
                + (shared ? $"INTAGENT_STATE=Host=127.0.0.1;Port={state!.Port};Database=state;Username={PostgresServer.User};Password={server.Password}\n" : ""),
            ["IntegrationAgent.Drivers.Postgres"],
            [Connection("source", source), Connection("target", target)],
            cancellationToken);
        var service = await ApproveAsync(host, Sheet(Copy, "leads", upsert: true), Script(CopyBody), cancellationToken);
        await RunAsync(service, Copy, cancellationToken);
        // The runs to come change what is there, and create a few: they need a plan that says so.
        await SqlAsync("source", "UPDATE leads SET email = 'first.' || id WHERE points % 8 = 0", cancellationToken);
        await ApproveAsync(host, Sheet(Copy, "leads", upsert: true), Script(CopyBody), cancellationToken);
        await RunAsync(service, Copy, cancellationToken);
        await ApproveAsync(host, Sheet(Append, "entries", upsert: false), Script(AppendBody), cancellationToken);
        if (!shared)
            return;
        await SqlAsync("source", "UPDATE leads SET email = 'second.' || id WHERE points % 8 = 1", cancellationToken);
        const string Often = "*/2 * * * * ?";
        await ApproveAsync(host, Sheet(Due, "leads", upsert: true) with { Schedule = Often }, Script(CopyBody), cancellationToken);
        await service.ScheduleAsync(new ScheduleRecord { Series = Due, Cron = Often }, "ada", cancellationToken);
    }

    private static string Script(string body) => string.Join('\n', Headers) + "\n" + body;

    private static string Rows(string integration) => integration == Append ? "SELECT id, entries::text FROM entries" : "SELECT id, leads::text FROM leads";

    private static ConnectionDefinition Connection(string database, TcpProxy proxy) => new()
    {
        Name = database,
        DriverId = "postgres",
        Settings = new Dictionary<string, string> { ["host"] = PostgresServer.Host, ["port"] = proxy.Port.ToString(CultureInfo.InvariantCulture), ["database"] = database },
    };

    private static RequirementsSheet Sheet(string integration, string table, bool upsert) => new()
    {
        Integration = integration,
        Request = $"copy {table}",
        Source = new ObjectChoice("source", table),
        Target = new ObjectChoice("target", table),
        Fields = upsert ? [Map("id", "id"), Map("name", "name"), Map("email", "email"), Map("points", "points", FieldType.Int64)] : [Map("id", "id"), Map("body", "body")],
        SourceKey = "id",
        TargetKey = "id",
        Conflict = upsert ? ConflictRule.SourceWins : ConflictRule.CreateOnly,
        Deletes = SourceDeleteRule.Ignore,
    };

    private async Task<List<T>> ReadAsync<T>(string database, string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(database, cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add(map(reader));
        return found;
    }
}
