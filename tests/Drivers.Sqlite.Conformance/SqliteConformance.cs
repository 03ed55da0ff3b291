using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Conformance;
using IntegrationAgent.Drivers.Sqlite;

namespace Drivers.Sqlite.Conformance;

/// <summary>The SQLite driver under the conformance kit, over a database file of its own for each check.</summary>
public sealed class SqliteConformance : DriverConformance
{
    public override string ProjectFolder { get; } = FolderBeside("../../src/Drivers.Sqlite");

    public override IReadOnlyDictionary<string, string> AllowedDependencies { get; } = new Dictionary<string, string>
    {
        ["Microsoft.Data.Sqlite*"] = "opens the database and reports its errors",
        ["SQLitePCLRaw.*"] = "the engine itself, with its native library",
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
            new() { Name = "opens", Type = FieldType.Time },
            new() { Name = "local_at", Type = FieldType.LocalTimestamp },
            // A moment is kept, its offset is not: it reads back in UTC.
            new() { Name = "seen_at", Type = FieldType.Timestamp },
            new() { Name = "data", Type = FieldType.Binary },
            new() { Name = "extra", Type = FieldType.Json },
            new() { Name = "owner_id", Type = FieldType.Int64, Value = static i => RecordValue.From(i % 3L + 1) },
        ],
        Rejected =
        [
            new() { Field = "name", Value = RecordValue.Null, Code = DriverErrorCode.InvalidValue },
            new() { Field = "name", Value = RecordValue.From(new string('x', 61)), Code = DriverErrorCode.InvalidValue },
        ],
        Relationships =
        [
            new Relationship { Name = "owner", Kind = RelationshipKind.Parent, FromObject = "items", Field = "owner_id", ToObject = "owners" },
        ],
    };

    public override IReadOnlyList<ConformanceExample> Examples => SqliteExamples.All;

    public override IExampleRunner ExampleRunner { get; } = new ScriptExamples();

    public override IDriver CreateDriver() => new SqliteDriver();

    public override async ValueTask<ConformanceTarget> StartAsync(ConformanceStart start, CancellationToken cancellationToken) =>
        await SqliteTarget.StartAsync(Object, start, cancellationToken);
}
