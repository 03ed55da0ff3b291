using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Driver;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Benchmarks.Postgres;

/// <summary>The table of 12 fields that everything here is about, and the server that holds it.</summary>
internal static class Tables
{
    public static readonly (string Source, string Target, string Property, FieldType Type, string Sql)[] Fields =
    [
        ("Id", "id", "Id", FieldType.String, "text"), ("FirstName", "first_name", "FirstName", FieldType.String, "text"), ("LastName", "last_name", "LastName", FieldType.String, "text"),
        ("Company", "company", "Company", FieldType.String, "text"), ("Title", "title", "Title", FieldType.String, "text"), ("Email", "email", "Email", FieldType.String, "text"),
        ("Phone", "phone", "Phone", FieldType.String, "text"), ("Status", "status", "Status", FieldType.String, "text"), ("LeadSource", "lead_source", "LeadSource", FieldType.String, "text"),
        ("NumberOfEmployees", "employees", "Employees", FieldType.Int64, "bigint"), ("AnnualRevenue", "revenue", "Revenue", FieldType.Decimal, "numeric"),
        ("CreatedDate", "created", "Created", FieldType.Timestamp, "timestamptz"),
    ];

    public static string Columns { get; } = string.Join(", ", Fields.Select(field => field.Target));

    public static string Create(string table) => $"CREATE TABLE {table} ({string.Join(", ", Fields.Select((field, at) => $"{field.Target} {field.Sql}{(at == 0 ? " PRIMARY KEY" : "")}"))})";

    /// <summary>What a person writes by hand: one statement that creates and changes, and leaves alone what is the same.</summary>
    public static string Upsert(string stage, string table)
    {
        var others = Fields.Skip(1).Select(field => field.Target).ToList();
        return $"INSERT INTO {table} AS t ({Columns}) SELECT {Columns} FROM {stage} ON CONFLICT (id) DO UPDATE SET {string.Join(", ", others.Select(name => $"{name} = excluded.{name}"))} "
            + $"WHERE ({string.Join(", ", others.Select(name => "t." + name))}) IS DISTINCT FROM ({string.Join(", ", others.Select(name => "excluded." + name))}) RETURNING id, (xmax = 0)";
    }

    public static string Fill(int rows) => $"""
        INSERT INTO leads SELECT '00Q' || lpad(i::text, 15, '0'), 'First ' || i, 'Last ' || i, 'Company ' || i % 1000, 'Head of purchasing', 'lead.' || i || '@example.com', '+49 30 1234567',
            (ARRAY['Open', 'Working', 'Closed'])[1 + i % 3], CASE WHEN i % 7 > 0 THEN 'Web' END, i % 5000, (i % 100000)::numeric + 0.25, timestamptz '2026-01-01' + i * interval '1 second'
        FROM generate_series(1, {rows}) AS i
        """;

    public static Task<PostgresServer> StartAsync(bool durable) => PostgresServer.StartAsync(
        CancellationToken.None,
        ["shared_buffers=1GB", "max_wal_size=16GB", "checkpoint_timeout=30min", "wal_compression=off", .. durable ? (string[])["fsync=on", "synchronous_commit=on", "full_page_writes=on"] : []]);

    public static async Task RunAsync(PostgresServer server, string database, params string[] statements)
    {
        foreach (var statement in statements)
            await server.QueryAsync(database, statement, CancellationToken.None);
    }

    public static FieldMapping[] Mapping(bool fromOrg) =>
        [.. Fields.Select(field => new FieldMapping { Asked = field.Target, SourceField = fromOrg ? field.Source : field.Target, TargetField = field.Target, Type = field.Type })];
}
