using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Tests.Validation;

/// <summary>A small discovered world and scripts about it.</summary>
internal static class Scripts
{
    public const string Honest = """
        #:package IntegrationAgent.Scripting@1.0.0
        #:package IntegrationAgent.Drivers.Salesforce@1.0.0
        #:package IntegrationAgent.Drivers.Sqlite@1.0.0
        #:property PublishAot=false

        return await Integration.RunAsync(args, async (job, ct) =>
        {
            var leads = job.Connection("salesforce").Query<Lead>()
                .Where(lead => lead.CreatedDate >= job.Now.AddDays(-30))
                .ChangedSince(lead => lead.SystemModstamp);

            await job.Connection("warehouse").UpsertAsync(
                leads.Select(lead => new LeadRow { SfId = lead.Id, Name = lead.Name, Email = lead.Email, Source = lead.Lead_Origin__c, Campaign = lead.CampaignName }),
                key: row => row.SfId, ct);
        });

        """;

    public static ScriptValidator Validator { get; } = new();

    public static IReadOnlyList<ConnectionSchema> Schemas { get; } =
    [
        new ConnectionSchema
        {
            Connection = "salesforce",
            PackageId = "IntegrationAgent.Drivers.Salesforce",
            Objects =
            [
                new ObjectSchema
                {
                    Name = "Lead",
                    Fields =
                    [
                        Field("Id", FieldType.Reference), Field("Name"), Field("Email"), Field("LeadSource"), Field("Lead_Origin__c"), Field("AnnualRevenue", FieldType.Decimal),
                        Field("IsConverted", FieldType.Boolean), Field("CreatedDate", FieldType.Timestamp), Field("SystemModstamp", FieldType.Timestamp),
                        new FieldSchema { Name = "CampaignId", Type = FieldType.Reference, RelationshipName = "Campaign", ReferenceTo = ["Campaign"] },
                    ],
                },
                new ObjectSchema { Name = "Campaign", Fields = [Field("Id", FieldType.Reference), Field("Name"), Field("Budget__c", FieldType.Decimal)] },
            ],
        },
        new ConnectionSchema
        {
            Connection = "warehouse",
            PackageId = "IntegrationAgent.Drivers.Sqlite",
            Objects =
            [
                new ObjectSchema { Name = "leads", Fields = [Field("sf_id"), Field("name"), Field("email"), Field("source"), Field("campaign"), Field("revenue", FieldType.Decimal)], KeyFields = ["sf_id"] },
            ],
        },
    ];

    public static AllowedEffects Allowed { get; } = new(
    [
        new Effect { Connection = "salesforce", Object = "Lead", Verb = EffectVerb.Read, Fields = ["Id", "Name", "Email", "Lead_Origin__c", "CreatedDate", "SystemModstamp", "Campaign.Name"] },
        new Effect { Connection = "warehouse", Object = "leads", Verb = EffectVerb.Upsert, Fields = ["sf_id", "name", "email", "source", "campaign"], KeyFields = ["sf_id"] },
    ]);

    /// <summary>The honest script's shape around other statements.</summary>
    public static string Around(string statements, string before = "", string after = "") =>
        $"{before}return await Integration.RunAsync(args, async (job, ct) =>\n{{\n    {statements}\n    await Task.CompletedTask;\n}});\n{after}";

    /// <summary>A flow from leads to rows with something put in.</summary>
    public static string Flow(string where = "", string name = "lead.Name", string before = "") => Around(
        $"{before}await job.Connection(\"warehouse\").UpsertAsync(job.Connection(\"salesforce\").Query<Lead>(){where}.Select(lead => new LeadRow {{ SfId = lead.Id, Name = {name} }}), key: row => row.SfId, ct);");

    /// <summary>Checks a script after its bindings have been generated.</summary>
    public static ValidationReport Check(string body, AllowedEffects? allowed = null) =>
        CheckAsIs(Validator.WithBindings(body, Schemas, TestContext.Current.CancellationToken), allowed);

    public static ValidationReport CheckAsIs(string source, AllowedEffects? allowed = null) => Validator.Validate(
        new ValidationRequest { Source = source, Schemas = Schemas, Allowed = allowed }, TestContext.Current.CancellationToken);

    private static FieldSchema Field(string name, FieldType type = FieldType.String) => new() { Name = name, Type = type };
}
