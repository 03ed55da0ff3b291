using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Tests;

/// <summary>An org whose leads have an external id and a rule, and records for it.</summary>
internal static class LeadOrg
{
    private static readonly OrgDefinition Definition = new()
    {
        Objects =
        [
            new OrgObject
            {
                Name = "Lead",
                Fields = [new OrgField { Name = "Key__c", Type = "string", Length = 80, ExternalId = true, Unique = true }],
                ValidationRules = [new OrgValidationRule { Name = "NoBad", ErrorWhen = "LastName = 'Bad'", Message = "secret rule text", Field = "LastName" }],
            },
        ],
    };

    public static RecordSchema Schema { get; } = SchemaOf("Key__c", "LastName", "Company");

    public static Task<Org> StartAsync(int leads = 0) => Org.StartAsync(leads, options => options.Org = Definition);

    public static RecordSchema SchemaOf(params string[] fields) => new(fields.Select(field => new RecordField { Name = field, Type = FieldType.String }));

    public static RecordValue[] Row(params object[] values) => [.. values.Select(value => value is RecordValue known ? known : RecordValue.From((string)value))];

    public static RecordPage Page(RecordValue[][] rows, RecordSchema? schema = null)
    {
        using var writer = new RecordPageWriter(schema ?? Schema);
        foreach (var row in rows)
        {
            writer.BeginRecord();
            foreach (var value in row)
                writer.WriteValue(value);
            writer.EndRecord();
        }

        return writer.ToPage();
    }

    public static async IAsyncEnumerable<RecordPage> Pages(RecordValue[][] rows, RecordSchema? schema = null)
    {
        foreach (var chunk in rows.Chunk(150))
        {
            await Task.Yield();
            yield return Page(chunk, schema);
        }
    }

    public static async Task<WriteResponse> WriteAsync(SalesforceClient client, WriteMode mode, params RecordValue[][] rows)
    {
        using var page = Page(rows);
        return await client.WriteAsync(new WriteRequest { Object = "Lead", Mode = mode, KeyFields = mode == WriteMode.Insert ? [] : ["Key__c"], Records = page }, TestContext.Current.CancellationToken);
    }
}
