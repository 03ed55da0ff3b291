namespace IntegrationAgent.Agent.State;

/// <summary>Runs, their leases, checkpoints and cursors. Every change writes its audit event in the same transaction. Thread-safe.</summary>
public interface IRunStore
{
    /// <summary>Writes a run and spends its approval, both or neither.</summary>
    /// <exception cref="AgentException"><c>E-APR-…</c>: the approval does not carry it; <c>E-RUN-SLOT</c>: the slot has its run.</exception>
    Task<RunRecord> CreateAsync(NewRun run, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the lease of a run that is created, incomplete, waiting for a person, or running with a lease that has passed. Effects without
    /// acknowledgement become in doubt. Spends no approval.
    /// </summary>
    /// <exception cref="AgentException"><c>E-RUN-BUSY</c>: it, or another run of the series, is held; <c>E-RUN-ENDED</c>; <c>E-RUN-UNKNOWN</c>.</exception>
    Task<RunLease> ClaimAsync(string runId, string owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Takes the lease of the oldest run that waits for a worker: created, or running with a lease that has passed. Null when there is none.</summary>
    Task<RunLease?> ClaimNextAsync(string owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Has a run that stopped go on under another approval, which it spends; its checkpoints stay.</summary>
    /// <exception cref="AgentException"><c>E-APR-…</c>: the approval does not carry it; <c>E-RUN-ENDED</c>: it does not wait; <c>E-RUN-UNKNOWN</c>.</exception>
    Task<RunRecord> ReapproveAsync(string runId, string approvalId, string subjectHash, CancellationToken cancellationToken);

    /// <summary>Extends a lease, also one that has passed when nobody took it. A heartbeat; it writes no audit event.</summary>
    Task<RunLease> RenewAsync(RunLease lease, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Keeps a checkpoint that belongs to no effect, and the counts so far.</summary>
    Task SaveCheckpointAsync(RunLease lease, RunCheckpoint checkpoint, RunCounts counts, CancellationToken cancellationToken);

    /// <summary>Ends or pauses the run, hands its cursors to the series when it ended well, and gives the lease back. Repeating it with the same state changes nothing.</summary>
    Task<RunRecord> FinishAsync(RunLease lease, RunEnd end, CancellationToken cancellationToken);

    /// <summary>Ends a run by a person's word, whoever holds it; its holder's next write throws <c>E-RUN-LEASE-LOST</c>.</summary>
    Task<RunRecord> CancelAsync(string runId, string actor, CancellationToken cancellationToken);

    /// <summary>The run; null when there is none.</summary>
    Task<RunRecord?> FindAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Runs, newest first.</summary>
    Task<IReadOnlyList<RunRecord>> ListAsync(RunQuery query, CancellationToken cancellationToken);

    /// <summary>The checkpoints of a run, one for each step.</summary>
    Task<IReadOnlyList<RunCheckpoint>> CheckpointsAsync(string runId, CancellationToken cancellationToken);

    /// <summary>The cursors that the last run that ended well left, step by step.</summary>
    Task<IReadOnlyDictionary<string, string>> CursorsAsync(string series, CancellationToken cancellationToken);
}
