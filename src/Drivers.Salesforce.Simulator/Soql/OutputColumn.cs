namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>One selected value: its dotted name, its compiled form, and what it aggregates, if it does.</summary>
internal sealed record OutputColumn(string Name, Operand? Value, string? Aggregate = null, IReadOnlyList<OutputColumn>? Children = null);
