namespace IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

internal sealed record PicklistEntry(string Value, string Label, bool Default = false, bool Active = true, string? ValidFor = null);
