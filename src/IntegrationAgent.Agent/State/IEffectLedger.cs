namespace IntegrationAgent.Agent.State;

/// <summary>
/// What was sent to targets: the intent before the call, the answer after it, in one transaction with the checkpoint and the audit event.
/// Every write names the lease and throws <c>E-RUN-LEASE-LOST</c> when another process has the run. Thread-safe.
/// </summary>
public interface IEffectLedger
{
    /// <summary>
    /// Writes the intent of a batch. Returns the entry as it stands: when a resume finds the batch acknowledged, it must not be sent again;
    /// when it is in doubt, nothing was written and the caller decides: <see cref="RepeatAsync"/>, or a probe. A batch that failed is begun anew.
    /// </summary>
    Task<EffectEntry> BeginAsync(RunLease lease, EffectIntent intent, CancellationToken cancellationToken);

    /// <summary>
    /// Says that a batch in doubt is sent again, with the payload that it has now: it is a keyed upsert, or a probe found it absent.
    /// Everything behind the checkpoint is read again, so keys that moved to another batch come with that one.
    /// </summary>
    Task<EffectEntry> RepeatAsync(RunLease lease, EffectIntent intent, string reason, CancellationToken cancellationToken);

    /// <summary>Keeps the target's handle before the upload closes.</summary>
    Task SetHandleAsync(RunLease lease, EffectKey key, string handle, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps the answer to a batch that is under way or in doubt, the checkpoint, the quarantined records, the counts and the audit event,
    /// all or none. Repeating it with the same digest changes nothing.
    /// </summary>
    Task AcknowledgeAsync(RunLease lease, EffectKey key, EffectAcknowledgement acknowledgement, CancellationToken cancellationToken);

    /// <summary>Keeps that the target refused the batch as a whole and applied nothing of it.</summary>
    Task FailAsync(RunLease lease, EffectKey key, string code, string message, CancellationToken cancellationToken);

    /// <summary>Keeps that the answer to a batch was lost while its process lives on.</summary>
    Task MarkInDoubtAsync(RunLease lease, EffectKey key, CancellationToken cancellationToken);

    /// <summary>The batches in doubt, of one run or of all.</summary>
    Task<IReadOnlyList<EffectEntry>> InDoubtAsync(string? runId, CancellationToken cancellationToken);

    /// <summary>The batches of a run in order.</summary>
    Task<IReadOnlyList<EffectEntry>> ListAsync(string runId, CancellationToken cancellationToken);
}
