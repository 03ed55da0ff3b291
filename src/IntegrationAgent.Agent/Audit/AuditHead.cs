namespace IntegrationAgent.Agent.Audit;

/// <summary>The end of the chain.</summary>
internal sealed record AuditHead(string Store, string KeyId, long Sequence, byte[] Hash, byte[] Frontier, long Checkpoint);
