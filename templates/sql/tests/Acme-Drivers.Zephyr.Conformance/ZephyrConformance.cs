using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Conformance;

namespace Acme_Drivers.Zephyr.Conformance;

/// <summary>Runs every check of the kit against the driver, each with a sample database of its own.</summary>
public sealed class ZephyrConformance : DriverConformance
{
    /// <inheritdoc />
    public override string ProjectFolder { get; } = FolderBeside("../../src/Acme-Drivers.Zephyr");

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, string> AllowedDependencies { get; } = new Dictionary<string, string>
    {
        ["Microsoft.Data.Sqlite*"] = "opens the database and reports its errors",
        ["SQLitePCLRaw.*"] = "the engine itself, with its native library",
    };

    /// <summary>The object that the kit fills and reads, as the people who know the database describe it: discovery is compared with this.</summary>
    public override ConformanceObject Object { get; } = new()
    {
        Name = "tickets",
        KeyFields = ["id"],
        UpsertKeyFields = ["external_id"],
        Fields =
        [
            new() { Name = "id", Type = FieldType.Int64, Writable = false, Nullable = false },
            new() { Name = "external_id", Type = FieldType.String, Nullable = false, MaxLength = 40 },
            new() { Name = "subject", Type = FieldType.String, Nullable = false, MaxLength = 200 },
            new() { Name = "status", Type = FieldType.String, MaxLength = 20, Choices = [RecordValue.From("new"), RecordValue.From("open"), RecordValue.From("pending"), RecordValue.From("solved")] },
            new() { Name = "priority", Type = FieldType.Int64 },
            new() { Name = "escalated", Type = FieldType.Boolean },
            new() { Name = "customer_id", Type = FieldType.Int64, Value = i => i % 6 == 0 ? RecordValue.Null : RecordValue.From((i % 5) + 1L) },
            new() { Name = "cost", Type = FieldType.Decimal },
            new() { Name = "minutes_spent", Type = FieldType.Double },
            new() { Name = "due_on", Type = FieldType.Date },
            new() { Name = "remind_at", Type = FieldType.Time },
            new() { Name = "opened_at", Type = FieldType.Timestamp },
            new() { Name = "local_time", Type = FieldType.LocalTimestamp },
            new() { Name = "thread_id", Type = FieldType.Uuid },
            new() { Name = "details", Type = FieldType.Json },
            new() { Name = "attachment", Type = FieldType.Binary },
            new() { Name = "cf_region", Type = FieldType.String, MaxLength = 40 },
        ],
        Relationships = [new() { Name = "customer", FromObject = "tickets", ToObject = "customers", Field = "customer_id", Kind = RelationshipKind.Parent }],
//#if (canWrite)
        Rejected =
        [
            new() { Field = "subject", Value = RecordValue.Null, Code = DriverErrorCode.InvalidValue },
            new() { Field = "status", Value = RecordValue.From("nonsense"), Code = DriverErrorCode.InvalidValue },
        ],
//#endif
    };

    /// <inheritdoc />
    public override IReadOnlyList<ConformanceExample> Examples => ZephyrExamples.All;

    /// <inheritdoc />
    public override IExampleRunner ExampleRunner { get; } = new ScriptExamples();

    /// <inheritdoc />
    public override IDriver CreateDriver() => new ZephyrDriver();

    /// <inheritdoc />
    public override ValueTask<ConformanceTarget> StartAsync(ConformanceStart start, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ConformanceTarget>(ZephyrTarget.Start(start));
}
