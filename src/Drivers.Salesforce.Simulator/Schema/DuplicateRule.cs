namespace IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

/// <summary>A rule that finds records whose named fields all equal those of the record being saved.</summary>
internal sealed record DuplicateRule(string Name, IReadOnlyList<string> MatchFields, string Message, bool AllowSave);
