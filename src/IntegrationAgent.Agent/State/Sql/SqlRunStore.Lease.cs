using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Faults;

namespace IntegrationAgent.Agent.State.Sql;

internal sealed partial class SqlRunStore
{
    public async Task<RunLease> ClaimAsync(string runId, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        faults.Hit(FaultPoints.BeforeClaim);
        var claimed = await database.WriteAsync(session => Claim(session, RunRows.Require(session, runId), owner, lease), cancellationToken).ConfigureAwait(false);
        faults.Hit(FaultPoints.RunClaimed);
        return claimed;
    }

    public async Task<RunLease?> ClaimNextAsync(string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        var waiting = await database.ReadAsync(session => Waiting(session).Count > 0, cancellationToken).ConfigureAwait(false);
        if (!waiting)
            return null;
        faults.Hit(FaultPoints.BeforeClaim);
        var claimed = await database.WriteAsync(
            session => Waiting(session).FirstOrDefault(run => Holder(session, run) is null) is { } next ? Claim(session, next, owner, lease) : null,
            cancellationToken).ConfigureAwait(false);
        if (claimed is not null)
            faults.Hit(FaultPoints.RunClaimed);
        return claimed;
    }

    public Task<RunRecord> ReapproveAsync(string runId, string approvalId, string subjectHash, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            var run = RunRows.Require(session, runId);
            if (run.State is not (RunState.Incomplete or RunState.NeedsHuman))
                throw StateErrors.RunEnded(runId, run.State);
            approvals.Spend(session, approvalId, run.Series, subjectHash, runId);
            session.Execute(
                "UPDATE runs SET subject_hash = $1, approval_id = $2, updated_at = $3 WHERE id = $4", subjectHash, approvalId, session.NowMilliseconds, runId);
            return RunRows.Require(session, runId);
        },
        cancellationToken);

    public Task<RunLease> RenewAsync(RunLease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return database.WriteNowAsync(
            session =>
            {
                RunRows.Guard(session, lease);
                var until = session.Now + duration;
                session.Execute("UPDATE runs SET lease_until = $1 WHERE id = $2", until.ToUnixTimeMilliseconds(), lease.RunId);
                return LeaseOf(lease.RunId, lease.Series, lease.Owner, lease.Fence, lease.Attempt, until);
            },
            cancellationToken);
    }

    public async Task<RunRecord> FinishAsync(RunLease lease, RunEnd end, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(end);
        if (end.State is RunState.Created or RunState.Running)
            throw new ArgumentException("A run ends in a state in which nobody holds it.", nameof(end));
        var record = await database.WriteAsync(session => Finish(session, lease, end), cancellationToken, FaultPoints.DuringFinalState).ConfigureAwait(false);
        faults.Hit(FaultPoints.FinalState);
        return record;
    }

    public Task<RunRecord> CancelAsync(string runId, string actor, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            var run = RunRows.Require(session, runId);
            if (run.State.IsFinal())
                throw StateErrors.RunEnded(runId, run.State);
            session.Execute(
                """
                UPDATE runs SET state = 'cancelled', fence = fence + 1, lease_owner = NULL, lease_until = NULL, code = 'E-RUN-CANCELLED',
                  message = 'Cancelled by a person.', updated_at = $1, finished_at = $1 WHERE id = $2
                """,
                session.NowMilliseconds,
                runId);
            session.Audit(new AuditEvent
            {
                Type = AuditEventTypes.RunCancelled,
                Actor = "user",
                Subject = runId,
                Personal = new Dictionary<string, string> { ["by"] = actor },
                PersonalScope = "run:" + runId,
            });
            return RunRows.Require(session, runId);
        },
        cancellationToken);

    private static List<RunRecord> Waiting(StateSession session) => session.List(
        RunRows.Map,
        $"""
        SELECT {RunRows.Columns} FROM runs
        WHERE format <= $1 AND ((state = 'created' AND (not_before IS NULL OR not_before <= $2)) OR (state = 'running' AND lease_until <= $2))
        ORDER BY created_at, id LIMIT 100
        """,
        Format,
        session.NowMilliseconds);

    /// <summary>The run of the series, this one included, that a living process holds.</summary>
    private static RunRecord? Holder(StateSession session, RunRecord run) => session.Find(
        RunRows.Map,
        $"SELECT {RunRows.Columns} FROM runs WHERE series = $1 AND state = 'running' AND lease_until > $2",
        run.Series,
        session.NowMilliseconds);

    private static RunLease LeaseOf(string runId, string series, string owner, long fence, int attempt, DateTimeOffset until) =>
        new() { RunId = runId, Series = series, Owner = owner, Fence = fence, Attempt = attempt, Until = until };

    private RunLease Claim(StateSession session, RunRecord run, string owner, TimeSpan duration)
    {
        if (session.Count("SELECT format FROM runs WHERE id = $1", run.Id) > Format)
            throw StateErrors.RunFormat(run.Id);
        if (!run.State.IsClaimable())
            throw StateErrors.RunEnded(run.Id, run.State);
        // On one machine a holder whose process has ended holds nothing. Of several only the lease is certain: hosts may have one name.
        if (Holder(session, run) is { } holder && (database.IsShared || !(holder.LeaseOwner is { } owned && ProcessIdentity.HasEnded(owned))))
            throw StateErrors.Busy(run.Series, holder.Id, holder.LeaseOwner);
        FenceOutOthers(session, run);
        var until = session.Now + duration;
        session.Execute(
            """
            UPDATE runs SET state = 'running', fence = fence + 1, attempt = attempt + 1, lease_owner = $1, lease_until = $2,
              code = NULL, message = NULL, started_at = coalesce(started_at, $3), updated_at = $3, finished_at = NULL WHERE id = $4
            """,
            owner,
            until.ToUnixTimeMilliseconds(),
            session.NowMilliseconds,
            run.Id);
        var doubtful = session.Execute(
            "UPDATE effects SET status = 'in_doubt', updated_at = $1 WHERE run_id = $2 AND status = 'intended'", session.NowMilliseconds, run.Id);
        session.Audit(new AuditEvent
        {
            Type = AuditEventTypes.RunClaimed,
            Actor = "worker",
            Subject = run.Id,
            Data = new Dictionary<string, string>
            {
                ["attempt"] = Invariant(run.Attempt + 1),
                ["fence"] = Invariant(run.Fence + 1),
                ["inDoubt"] = Invariant(doubtful),
            },
        });
        return LeaseOf(run.Id, run.Series, owner, run.Fence + 1, run.Attempt + 1, until);
    }

    // Another run of the series whose process is presumed dead must not write any more once this one does.
    private static void FenceOutOthers(StateSession session, RunRecord run)
    {
        foreach (var other in session.List(row => row.Text("id"), "SELECT id FROM runs WHERE series = $1 AND id <> $2 AND state = 'running'", run.Series, run.Id))
        {
            session.Execute(
                """
                UPDATE runs SET state = 'incomplete', fence = fence + 1, lease_owner = NULL, lease_until = NULL, code = $1,
                  message = 'Its process stopped; another run of the integration has begun.', updated_at = $2, finished_at = $2 WHERE id = $3
                """,
                StateErrorCodes.LeaseLost,
                session.NowMilliseconds,
                other);
            session.Audit(new AuditEvent
            {
                Type = AuditEventTypes.RunEnded,
                Actor = "worker",
                Subject = other,
                Phase = AuditPhase.Failed,
                Data = new Dictionary<string, string> { ["state"] = RunState.Incomplete.Name(), ["code"] = StateErrorCodes.LeaseLost, ["because"] = run.Id },
            });
        }
    }

    private static RunRecord Finish(StateSession session, RunLease lease, RunEnd end)
    {
        var run = RunRows.Require(session, lease.RunId);
        if (run.Fence == lease.Fence && run.LeaseOwner is null && run.State == end.State)
            return run;
        RunRows.Guard(session, lease);
        if (end.State.KeepsCursors())
            KeepCursors(session, lease);
        session.Execute(
            "UPDATE runs SET state = $1, code = $2, message = $3, counts = $4, lease_owner = NULL, lease_until = NULL, finished_at = $5 WHERE id = $6",
            end.State.Name(),
            end.Code,
            session.Clean(end.Message),
            StateJson.Write(end.Counts ?? run.Counts),
            session.NowMilliseconds,
            lease.RunId);
        session.Audit(new AuditEvent
        {
            Type = AuditEventTypes.RunEnded,
            Actor = "worker",
            Subject = lease.RunId,
            Phase = end.State.KeepsCursors() ? AuditPhase.Done : AuditPhase.Failed,
            Data = AuditCounts.Of(end.Counts ?? run.Counts, ("state", end.State.Name()), ("code", end.Code ?? ""), ("verification", end.VerificationDigest)),
        });
        return RunRows.Require(session, lease.RunId);
    }

    private static void KeepCursors(StateSession session, RunLease lease)
    {
        var open = session.Count("SELECT count(*) FROM effects WHERE run_id = $1 AND status IN ('intended', 'in_doubt')", lease.RunId);
        if (open > 0)
            throw StateErrors.Unresolved(lease.RunId, open);
        session.Execute(
            """
            INSERT INTO cursors (series, step, value, run_id, updated_at)
            SELECT $1, step, cursor, run_id, $2 FROM checkpoints WHERE run_id = $3 AND cursor IS NOT NULL
            ON CONFLICT (series, step) DO UPDATE SET value = excluded.value, run_id = excluded.run_id, updated_at = excluded.updated_at
            """,
            lease.Series,
            session.NowMilliseconds,
            lease.RunId);
    }
}
