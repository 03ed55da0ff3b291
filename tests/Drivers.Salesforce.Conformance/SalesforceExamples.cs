using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Conformance;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Conformance;

/// <summary>What the examples of the package do, and the org and the other systems that they do it with.</summary>
internal static class SalesforceExamples
{
    /// <summary>How many leads the org of the examples has; the other objects follow.</summary>
    public const int Leads = 60;

    public static OrgDefinition Org { get; } = new()
    {
        Objects =
        [
            new OrgObject { Name = "Account", Fields = [ExternalId("ErpId__c")] },
            new OrgObject { Name = "Opportunity", Fields = [ExternalId("OrderNumber__c")] },
            new OrgObject { Name = "Lead", Fields = [ExternalId("ExternalId__c")] },
        ],
    };

    public static IReadOnlyList<ConformanceExample> All { get; } =
    [
        new()
        {
            Id = "abort-bulk-write",
            Effects = ["read warehouse.bulk_jobs", "operation salesforce.abort_bulk_write"],
            Others = [Warehouse("bulk_jobs", static target => Job(target), Key("job_id"))],
            PrepareAsync = BeginJobAsync,
        },
        new()
        {
            Id = "bulk-load",
            Effects = ["read warehouse.orders", "upsert salesforce.Opportunity by OrderNumber__c"],
            Others =
            [
                Warehouse("orders", Key("number"), Text("title"), new() { Name = "billed_on", Type = FieldType.Date, Nullable = false }, new() { Name = "total", Type = FieldType.Decimal }),
            ],
        },
        new()
        {
            Id = "duplicates",
            Effects = ["read warehouse.visitors", "upsert salesforce.Lead by ExternalId__c"],
            Others = [Warehouse("visitors", Key("number"), Text("name"), Text("company"), new() { Name = "email", Type = FieldType.String, Value = static i => RecordValue.From($"visitor{i}@visitors.example") })],
        },
        new()
        {
            Id = "join-parent",
            Effects = ["read salesforce.CampaignMember", "upsert warehouse.members by sf_id"],
            Others = [Warehouse("members", Key("sf_id"), Text("lead"), Any("campaign"), Any("status"))],
        },
        new()
        {
            Id = "lead-campaigns",
            Effects = ["read salesforce.CampaignMember", "upsert warehouse.responses by sf_id"],
            Others = [Warehouse("responses", Key("sf_id"), Any("lead_email"), Any("campaign"), new() { Name = "responded_on", Type = FieldType.Date })],
        },
        new()
        {
            Id = "page",
            Effects = ["read salesforce.Account", "upsert warehouse.accounts by sf_id"],
            Others = [Warehouse("accounts", Key("sf_id"), Any("name"), new() { Name = "revenue", Type = FieldType.Decimal })],
        },
        new()
        {
            Id = "picklist-mapping",
            Effects = ["read warehouse.contacts", "upsert salesforce.Lead by ExternalId__c"],
            Others =
            [
                Warehouse("contacts", Key("number"), Text("last_name"), Text("company"), new() { Name = "origin", Type = FieldType.String, Choices = [RecordValue.From("web"), RecordValue.From("fair"), RecordValue.From("carrier pigeon")] }),
            ],
        },
        new()
        {
            Id = "profile",
            Effects = ["operation salesforce.profile_fields"],
        },
        new()
        {
            Id = "read-filter",
            Effects = ["read salesforce.Lead", "upsert warehouse.leads by sf_id"],
            Others = [Warehouse("leads", Key("sf_id"), Any("name"), Any("email"))],
        },
        new()
        {
            Id = "undelete",
            Effects = ["read warehouse.mistakes", "operation salesforce.undelete"],
            Others = [Warehouse("mistakes", static target => Simulator(target).DeleteRecord("Account"), Key("sf_id"))],
        },
        new()
        {
            Id = "upsert-by-key",
            Effects = ["read warehouse.customers", "upsert salesforce.Account by ErpId__c"],
            Others = [Warehouse("customers", Key("number"), Text("name"), Any("phone"), new() { Name = "active", Type = FieldType.Boolean })],
        },
    ];

    private static ExampleObject Warehouse(string name, params ConformanceField[] fields) =>
        new() { Connection = "warehouse", Object = new() { Name = name, KeyFields = [fields[0].Name], Fields = fields } };

    /// <summary>An object with one record, whose key only the org knows.</summary>
    private static ExampleObject Warehouse(string name, Func<ConformanceTarget, string> key, ConformanceField field) => new()
    {
        Connection = "warehouse",
        Object = new() { Name = name, KeyFields = [field.Name], Fields = [field] },
        Records = target => [new ConformanceRow([KeyValuePair.Create(field.Name, RecordValue.From(key(target)))])],
    };

    private static ConformanceField Key(string name) => new() { Name = name, Type = FieldType.String, Nullable = false, MaxLength = 40 };

    private static ConformanceField Text(string name) => new() { Name = name, Type = FieldType.String, Nullable = false, MaxLength = 40 };

    private static ConformanceField Any(string name) => new() { Name = name, Type = FieldType.String, MaxLength = 40 };

    private static OrgField ExternalId(string name) => new() { Name = name, Type = "string", Length = 40, ExternalId = true, Unique = true };

    private static SalesforceSimulator Simulator(ConformanceTarget target) => ((SalesforceTarget)target).Simulator;

    /// <summary>The job that somebody began and does not want any more.</summary>
    private static string Job(ConformanceTarget target) => ((SalesforceTarget)target).UnwantedJob;

    private static async ValueTask BeginJobAsync(ConformanceTarget target, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = Simulator(target).Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Simulator(target).IssueAccessToken());
        using var made = await client.PostAsync(new Uri("/services/data/v62.0/jobs/ingest", UriKind.Relative), JsonContent.Create(new { @object = "Account", operation = "insert" }), cancellationToken);
        using var job = JsonDocument.Parse(await made.Content.ReadAsByteArrayAsync(cancellationToken));
        ((SalesforceTarget)target).UnwantedJob = job.RootElement.GetProperty("id").GetString()!;
    }
}
