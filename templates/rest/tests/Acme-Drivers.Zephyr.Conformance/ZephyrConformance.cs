using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Conformance;

namespace Acme_Drivers.Zephyr.Conformance;

/// <summary>Runs every check of the kit against the driver, each with a sample server of its own.</summary>
public sealed class ZephyrConformance : DriverConformance
{
    /// <inheritdoc />
    public override string ProjectFolder { get; } = FolderBeside("../../src/Acme-Drivers.Zephyr");

    /// <inheritdoc />
    public override IReadOnlyDictionary<string, string> AllowedDependencies { get; } = new Dictionary<string, string>
    {
        ["ReactiveUI.*"] = "Refit brings it for methods that return observables; the driver has none",
    };

    /// <summary>The object that the kit fills and reads, as the people who know the system describe it: discovery is compared with this.</summary>
    public override ConformanceObject Object { get; } = new()
    {
        Name = "tickets",
        KeyFields = ["id"],
        UpsertKeyFields = ["external_id"],
        Fields =
        [
            new() { Name = "id", Type = FieldType.String, Writable = false, Nullable = false },
            new() { Name = "external_id", Type = FieldType.String, MaxLength = 40 },
            new() { Name = "subject", Type = FieldType.String, Nullable = false, MaxLength = 200 },
            new() { Name = "status", Type = FieldType.String, Choices = [RecordValue.From("new"), RecordValue.From("open"), RecordValue.From("pending"), RecordValue.From("solved")] },
            new() { Name = "priority", Type = FieldType.Int64 },
            new() { Name = "escalated", Type = FieldType.Boolean },
            new() { Name = "customer_id", Type = FieldType.Reference, Value = i => i % 5 == 0 ? RecordValue.Null : RecordValue.FromReference(ZephyrTarget.Customer(i)) },
            new() { Name = "cost", Type = FieldType.Decimal },
            new() { Name = "minutes_spent", Type = FieldType.Double },
            new() { Name = "due_on", Type = FieldType.Date },
            new() { Name = "remind_at", Type = FieldType.Time },
            new() { Name = "opened_at", Type = FieldType.Timestamp },
            new() { Name = "thread_id", Type = FieldType.Uuid },
            new() { Name = "details", Type = FieldType.Json },
            new() { Name = "cf_region", Type = FieldType.String, MaxLength = 40 },
            new() { Name = "updated_at", Type = FieldType.Timestamp, Writable = false, Nullable = false },
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
    public override async ValueTask<ConformanceTarget> StartAsync(ConformanceStart start, CancellationToken cancellationToken) =>
        await ZephyrTarget.StartAsync(start, cancellationToken);
}
