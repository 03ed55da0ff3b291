using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Conformance;
using IntegrationAgent.Drivers.Postgres;
using IntegrationAgent.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Drivers.Postgres.Conformance;

/// <summary>The PostgreSQL driver under the conformance kit: a real server for all checks, a database of its own for each.</summary>
public sealed class PostgresConformance(PostgresFixture fixture) : DriverConformance
{
    public override string ProjectFolder { get; } = FolderBeside("../../src/Drivers.Postgres");

    public override string ResultsFolder => Environment.GetEnvironmentVariable("INTAGENT_CONFORMANCE_RESULTS") ?? FolderBeside("../../artifacts/conformance/IntegrationAgent.Drivers.Postgres");

    public override IReadOnlyDictionary<string, string> AllowedDependencies { get; } = new Dictionary<string, string>
    {
        ["Npgsql"] = "speaks the server's protocol: sign-in, TLS, COPY",
        ["Microsoft.Extensions.Logging.Abstractions"] = "of Npgsql",
        ["Microsoft.Extensions.DependencyInjection.Abstractions"] = "of Npgsql",
    };

    public override ConformanceObject Object { get; } = new()
    {
        Name = "items",
        KeyFields = ["id"],
        PageSize = 20,
        Fields =
        [
            new() { Name = "id", Type = FieldType.Int64, Nullable = false },
            new() { Name = "name", Type = FieldType.String, Nullable = false, MaxLength = 60 },
            new() { Name = "note", Type = FieldType.String },
            new() { Name = "active", Type = FieldType.Boolean },
            new() { Name = "amount", Type = FieldType.Decimal, Precision = 30, Scale = 4 },
            new() { Name = "ratio", Type = FieldType.Double },
            new() { Name = "visits", Type = FieldType.Int64 },
            new() { Name = "token", Type = FieldType.Uuid },
            new() { Name = "born", Type = FieldType.Date },
            // PostgreSQL keeps microseconds, and no offset.
            new() { Name = "opens", Type = FieldType.Time, KeepsEdgeValues = false },
            new() { Name = "local_at", Type = FieldType.LocalTimestamp, KeepsEdgeValues = false },
            new() { Name = "seen_at", Type = FieldType.Timestamp, KeepsEdgeValues = false },
            new() { Name = "data", Type = FieldType.Binary },
            new() { Name = "extra", Type = FieldType.Json },
            new() { Name = "owner_id", Type = FieldType.Int64, Value = static i => RecordValue.From((i % 3L) + 1) },
        ],
        Rejected =
        [
            new() { Field = "name", Value = RecordValue.Null, Code = DriverErrorCode.InvalidValue },
            new() { Field = "name", Value = RecordValue.From(new string('x', 61)), Code = DriverErrorCode.InvalidValue },
            new() { Field = "note", Value = RecordValue.From("a\0b"), Code = DriverErrorCode.InvalidValue },
            new() { Field = "owner_id", Value = RecordValue.From(99), Code = DriverErrorCode.Conflict },
        ],
        Relationships =
        [
            new Relationship { Name = "owner", Kind = RelationshipKind.Parent, FromObject = "items", Field = "owner_id", ToObject = "owners" },
        ],
    };

    public override IReadOnlyList<ConformanceExample> Examples => PostgresExamples.All;

    public override IExampleRunner ExampleRunner { get; } = new ScriptExamples();

    public override IDriver CreateDriver() => new PostgresDriver();

    public override async ValueTask<ConformanceTarget> StartAsync(ConformanceStart start, CancellationToken cancellationToken) =>
        await PostgresTarget.StartAsync(await fixture.ServerAsync(cancellationToken), Object, start, cancellationToken);
}
