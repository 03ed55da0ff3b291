namespace IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

internal sealed record ChildRelationship(ObjectSchema Child, FieldSchema Field);
