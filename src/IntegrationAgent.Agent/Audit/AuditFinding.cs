namespace IntegrationAgent.Agent.Audit;

/// <summary>One thing that is wrong with the chain.</summary>
/// <param name="Sequence">The first event that it concerns, from 1.</param>
/// <param name="Kind">What kind of change it shows.</param>
/// <param name="Message">One sentence for a person.</param>
public sealed record AuditFinding(long Sequence, AuditFindingKind Kind, string Message);
