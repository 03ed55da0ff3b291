using System.Globalization;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Conformance;

/// <summary>The org: one custom object with a field of each kind.</summary>
internal static class MachineOrg
{
    /// <summary>The names of further objects.</summary>
    public static IReadOnlyList<string> Names(int count) => [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"More{i:D5}__c"))];

    /// <summary>The org with so many further objects, the first of them with so many fields.</summary>
    public static OrgDefinition With(int objects, int fields) => objects == 0 ? Definition : new()
    {
        Name = Definition.Name,
        Objects =
        [
            .. Definition.Objects,
            .. Names(objects).Select((name, i) => new OrgObject
            {
                Name = name,
                Label = name,
                LabelPlural = name,
                Records = 0,
                Fields = [.. Enumerable.Range(0, i == 0 ? fields : 1).Select(field => new OrgField { Name = string.Create(CultureInfo.InvariantCulture, $"Field{field:D3}__c"), Type = "string", Length = 40 })],
            }),
        ],
    };

    private static OrgDefinition Definition { get; } = new()
    {
        Name = "Conformance",
        Objects =
        [
            new OrgObject
            {
                Name = "Machine__c",
                Label = "Machine",
                LabelPlural = "Machines",
                Records = 0,
                Fields =
                [
                    new OrgField { Name = "Key__c", Type = "string", Length = 80, ExternalId = true, Unique = true },
                    new OrgField { Name = "Note__c", Type = "string", Length = 255 },
                    new OrgField { Name = "Active__c", Type = "boolean" },
                    new OrgField { Name = "Amount__c", Type = "currency", Precision = 14, Scale = 2 },
                    new OrgField { Name = "Visits__c", Type = "double", Precision = 9, Scale = 0 },
                    new OrgField { Name = "Day__c", Type = "date" },
                    new OrgField { Name = "At__c", Type = "datetime" },
                    new OrgField { Name = "Kind__c", Type = "picklist", Restricted = true, Values = ["Pump", "Valve", "Motor"] },
                ],
            },
        ],
    };
}
