namespace IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

internal sealed record RollUp(string Relationship, string Function, string? Field);
