namespace IntegrationAgent.Agent.Audit;

/// <summary>
/// The chain of what happened. State changes append to it inside their own transaction; what happens outside the store is an intended
/// event and one that closes it. Thread-safe; several processes may append. When an event cannot be written, the call throws
/// <c>E-AUD-WRITE</c> and the thing must not be done.
/// </summary>
public interface IAuditLog
{
    /// <summary>Appends one event in its own transaction.</summary>
    Task<AuditPosition> AppendAsync(AuditEvent auditEvent, CancellationToken cancellationToken);

    /// <summary>
    /// Records that something is about to happen outside the store and returns the id that <see cref="CloseAsync"/> takes.
    /// Do the thing only when this has returned.
    /// </summary>
    Task<string> IntendAsync(AuditEvent auditEvent, CancellationToken cancellationToken);

    /// <summary>Closes an intended event with what became of it: done, failed or denied.</summary>
    Task<AuditPosition> CloseAsync(string pair, AuditPhase phase, IReadOnlyDictionary<string, string> data, CancellationToken cancellationToken);

    /// <summary>
    /// Closes as unknown what processes that no longer live had intended, and returns those events. Called once at the start of a process.
    /// </summary>
    Task<IReadOnlyList<AuditRecord>> ReconcileAsync(CancellationToken cancellationToken);

    /// <summary>Reads events.</summary>
    Task<IReadOnlyList<AuditRecord>> ReadAsync(AuditQuery query, CancellationToken cancellationToken);

    /// <summary>Signs the present head and appends the checkpoint to the file outside the store; also done every 256 events and on close.</summary>
    Task CheckpointAsync(CancellationToken cancellationToken);

    /// <summary>Checks the whole chain and its checkpoints.</summary>
    Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken);

    /// <summary>Writes every event as one line of JSON, with ciphertext as it was hashed, and records that it did.</summary>
    Task<long> ExportAsync(Stream output, CancellationToken cancellationToken);
}
