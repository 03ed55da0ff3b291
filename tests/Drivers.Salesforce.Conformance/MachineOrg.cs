using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Conformance;

/// <summary>The org: one custom object with a field of each kind.</summary>
internal static class MachineOrg
{
    public static OrgDefinition Definition { get; } = new()
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
