using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Conformance;
using IntegrationAgent.Drivers.Salesforce;

namespace Drivers.Salesforce.Conformance;

/// <summary>The Salesforce driver under the conformance kit, over a simulated org of its own for each check.</summary>
public sealed class SalesforceConformance : DriverConformance
{
    private const int SmallestPage = 200;

    public override string ProjectFolder { get; } = FolderBeside("../../src/Drivers.Salesforce");

    public override IReadOnlyDictionary<string, string> AllowedDependencies { get; } = new Dictionary<string, string>
    {
        ["ReactiveUI.*"] = "Refit brings it for methods that return observables; the driver has none",
    };

    public override ConformanceObject Object { get; } = new()
    {
        Name = "Machine__c",
        KeyFields = ["Id"],
        UpsertKeyFields = ["Key__c"],
        PageSize = SmallestPage,
        IgnoresCase = true,
        LateCommit = TimeSpan.FromMinutes(5),
        Fields =
        [
            new() { Name = "Id", Type = FieldType.String, Writable = false, Nullable = false },
            new() { Name = "Key__c", Type = FieldType.String, MaxLength = 80, Nullable = false, KeepsEdgeValues = false },
            // Texts are trimmed and an empty one is none: the system's rule, which the README states.
            new() { Name = "Name", Type = FieldType.String, MaxLength = 80, Nullable = false, KeepsEdgeValues = false },
            new() { Name = "Note__c", Type = FieldType.String, MaxLength = 255, KeepsEdgeValues = false },
            new() { Name = "Active__c", Type = FieldType.Boolean, Nullable = false },
            new() { Name = "Amount__c", Type = FieldType.Decimal, Precision = 14, Scale = 2 },
            new() { Name = "Visits__c", Type = FieldType.Decimal, Precision = 9, Scale = 0 },
            new() { Name = "Day__c", Type = FieldType.Date },
            new() { Name = "At__c", Type = FieldType.Timestamp, KeepsEdgeValues = false },
            new() { Name = "Kind__c", Type = FieldType.String, Choices = [RecordValue.From("Pump"), RecordValue.From("Valve"), RecordValue.From("Motor")] },
            new() { Name = "CreatedDate", Type = FieldType.Timestamp, Writable = false, Nullable = false },
            new() { Name = "SystemModstamp", Type = FieldType.Timestamp, Writable = false, Nullable = false },
        ],
        Rejected =
        [
            new() { Field = "Kind__c", Value = RecordValue.From("Spaceship"), Code = DriverErrorCode.InvalidValue },
            new() { Field = "Note__c", Value = RecordValue.From(new string('x', 256)), Code = DriverErrorCode.InvalidValue },
        ],
    };

    public override IReadOnlyList<ConformanceExample> Examples => SalesforceExamples.All;

    public override IExampleRunner ExampleRunner { get; } = new ScriptExamples();

    public override IDriver CreateDriver() => new SalesforceDriver();

    public override async ValueTask<ConformanceTarget> StartAsync(ConformanceStart start, CancellationToken cancellationToken) =>
        await SalesforceTarget.StartAsync(Object, start, cancellationToken);
}
