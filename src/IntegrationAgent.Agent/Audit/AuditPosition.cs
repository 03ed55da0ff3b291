namespace IntegrationAgent.Agent.Audit;

/// <summary>Where an event landed in the chain.</summary>
/// <param name="Sequence">Its place, from 1.</param>
/// <param name="Hash">Its hash, in lower-case hexadecimal.</param>
public readonly record struct AuditPosition(long Sequence, string Hash);
