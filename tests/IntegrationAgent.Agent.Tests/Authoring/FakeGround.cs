using IntegrationAgent.Agent.Authoring;
using IntegrationAgent.Agent.Discovery;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Tests.Authoring;

/// <summary>Two systems in memory with the real validator: for what a model or a hostile schema does to an author.</summary>
internal sealed class FakeGround : IAuthoringGround
{
    private static readonly ScriptValidator Validator = new();

    public List<FieldSchema> LeadFields { get; } =
    [
        new() { Name = "Id", Type = FieldType.Reference, NativeType = "id", Unique = true, Nullable = false },
        new() { Name = "Name", Type = FieldType.String, Label = "Full Name" },
        new() { Name = "Email", Type = FieldType.String, Label = "Email", NativeType = "email" },
        new() { Name = "LeadSource", Type = FieldType.String, Label = "Lead Source" },
        new() { Name = "CreatedDate", Type = FieldType.Timestamp, Label = "Created Date" },
        new() { Name = "SystemModstamp", Type = FieldType.Timestamp, Label = "System Modstamp" },
    ];

    /// <summary>What discovery throws instead of answering; null to answer.</summary>
    public string? DriverError { get; set; }

    public List<string> DryRuns { get; } = [];

    public string ScriptingVersion => "1.0.0";

    public IReadOnlyList<SystemDescription> Systems() =>
    [
        new("salesforce", new DriverManifest { Id = "salesforce", DisplayName = "Salesforce", Summary = "One org.", Capabilities = ["query", "change_feed"], Verbs = ["read"] }, "IntegrationAgent.Drivers.Salesforce", "1.0.0", new Dictionary<string, string>()),
        new("warehouse", new DriverManifest { Id = "sqlite", DisplayName = "SQLite", Summary = "A database.", Capabilities = ["query", "write", "schema_edit"], Verbs = ["read", "write"] }, "IntegrationAgent.Drivers.Sqlite", "1.0.0", new Dictionary<string, string>()),
    ];

    public InstalledDriver? DriverOf(string connection) => null;

    public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(string connection, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ObjectSummary>>(
        connection == "salesforce" ? [new ObjectSummary { Name = "Lead", Label = "Lead" }, new ObjectSummary { Name = "Contact", Label = "Contact" }] : []);

    public Task<ObjectSchema> GetFieldsAsync(string connection, string objectName, CancellationToken cancellationToken) => DriverError is { } error
        ? throw new DriverException(DriverErrorCode.PermissionDenied, error)
        : Task.FromResult(connection == "salesforce" && objectName is "Lead" or "Contact"
            ? new ObjectSchema { Name = objectName, Label = objectName, Fields = LeadFields, KeyFields = ["Id"], ChangeField = "SystemModstamp" }
            : throw new DriverException(DriverErrorCode.ObjectNotFound, $"There is no {objectName}."));

    public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(string connection, string objectName, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Relationship>>([]);

    public Task<ObjectProfile> ProfileAsync(string connection, string objectName, IReadOnlyList<string> fields, CancellationToken cancellationToken) => Task.FromResult(new ObjectProfile
    {
        Object = objectName,
        Seen = 100,
        Records = 100,
        Fields = [.. fields.Select(field => new FieldProfile { Field = field, Type = "string", Filled = 0.9, Distinct = 50 })],
    });

    public async Task<DiscoveryEnvelope> AskAsync(string method, string connection, string? objectName, IReadOnlyList<string>? fields, CancellationToken cancellationToken)
    {
        var stats = new DiscoveryStats();
        try
        {
            var schema = await GetFieldsAsync(connection, objectName ?? "Lead", cancellationToken);
            return DiscoveryAnswer.Fit(DiscoveryAnswer.Fields(schema), 24_000, 0, 1);
        }
        catch (DriverException exception)
        {
            return new DiscoveryEnvelope { Ok = false, Error = new DiscoveryError { Code = "E-DSC-AUTH", Message = exception.Message, Retry = "never" }, Stats = stats };
        }
    }

    public async Task<IReadOnlyList<ConnectionSchema>> SchemasAsync(RequirementsSheet sheet, CancellationToken cancellationToken) =>
    [
        new ConnectionSchema { Connection = "salesforce", PackageId = "IntegrationAgent.Drivers.Salesforce", Objects = [await GetFieldsAsync("salesforce", sheet.Source!.Object, cancellationToken)] },
        new ConnectionSchema
        {
            Connection = "warehouse",
            PackageId = "IntegrationAgent.Drivers.Sqlite",
            Objects = [new ObjectSchema { Name = sheet.Target!.Object, Fields = [.. sheet.Fields.Select(field => new FieldSchema { Name = field.TargetField, Type = field.Type })], KeyFields = [sheet.TargetKey!] }],
        },
    ];

    public async Task<string> WithBindingsAsync(string source, RequirementsSheet sheet, CancellationToken cancellationToken) =>
        Validator.WithBindings(source, await SchemasAsync(sheet, cancellationToken), cancellationToken);

    public async Task<ValidationReport> CheckAsync(string source, RequirementsSheet sheet, CancellationToken cancellationToken) => Validator.Validate(
        new ValidationRequest { Source = source, Schemas = await SchemasAsync(sheet, cancellationToken), Allowed = new AllowedEffects(sheet.AllowedEffects()) }, cancellationToken);

    public Task<string> DryRunAsync(string source, RequirementsSheet sheet, CancellationToken cancellationToken)
    {
        DryRuns.Add(sheet.Integration);
        return Task.FromResult("read 3, would create 3, update 0, delete 0");
    }
}
