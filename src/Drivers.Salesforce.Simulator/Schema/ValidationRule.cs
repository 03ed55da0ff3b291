namespace IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

/// <summary>A rule that refuses a record when its condition, a SOQL filter on the record, holds.</summary>
internal sealed record ValidationRule(string Name, string ErrorWhen, string Message, string? Field);
