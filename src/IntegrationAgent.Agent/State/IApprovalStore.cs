namespace IntegrationAgent.Agent.State;

/// <summary>
/// Decisions of persons. An approval is spent by creating a run (<see cref="IRunStore.CreateAsync"/>) or by going on with one under it
/// (<see cref="IRunStore.ReapproveAsync"/>), never by claiming or resuming one.
/// Each is sealed with the workspace's key, so that a row written past this interface carries nothing. Thread-safe.
/// </summary>
public interface IApprovalStore
{
    /// <summary>Keeps a decision.</summary>
    /// <exception cref="AgentException"><c>E-APR-REASON</c>, <c>E-APR-SELF</c>, <c>E-APR-LATE</c>, <c>E-APR-LIMITS</c>.</exception>
    Task<ApprovalRecord> DecideAsync(ApprovalDecision decision, CancellationToken cancellationToken);

    /// <summary>The newest approval of exactly this subject that can still carry a run.</summary>
    /// <exception cref="AgentException">
    /// <c>E-APR-MISSING</c>: nobody approved anything in this series; <c>E-APR-MISMATCH</c>: something else was approved;
    /// <c>E-APR-EXPIRED</c>, <c>E-APR-EARLY</c>, <c>E-APR-SPENT</c>, <c>E-APR-REVOKED</c>, <c>E-APR-REJECTED</c>, <c>E-APR-SEAL</c>.
    /// </exception>
    Task<ApprovalRecord> RequireAsync(string series, string subjectHash, CancellationToken cancellationToken);

    /// <summary>Takes an approval back.</summary>
    Task RevokeAsync(string approvalId, string actor, CancellationToken cancellationToken);

    /// <summary>The decisions of an integration, newest first.</summary>
    Task<IReadOnlyList<ApprovalRecord>> ListAsync(string series, CancellationToken cancellationToken);
}
