using System.Globalization;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Faults;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>Runs in a SQL database.</summary>
internal sealed partial class SqlRunStore(StateDatabase database, SqlApprovalStore approvals, IFaultInjector faults) : IRunStore
{
    // A run written by a later form is left to the program that understands it.
    private const int Format = 1;

    public async Task<RunRecord> CreateAsync(NewRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        try
        {
            var record = await database.WriteAsync(session => Create(session, run), cancellationToken, FaultPoints.DuringSpend).ConfigureAwait(false);
            faults.Hit(FaultPoints.RunCreated);
            return record;
        }
        catch (AgentException exception) when (exception.Code.StartsWith("E-APR-", StringComparison.Ordinal))
        {
            await approvals.RecordDenialAsync(run.Series, run.SubjectHash, exception.Code, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    public Task<RunRecord?> FindAsync(string runId, CancellationToken cancellationToken) =>
        database.ReadAsync(session => RunRows.Find(session, runId), cancellationToken);

    public Task<IReadOnlyList<RunRecord>> ListAsync(RunQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return database.ReadAsync<IReadOnlyList<RunRecord>>(
            session => session.List(
                RunRows.Map,
                $"SELECT {RunRows.Columns} FROM runs WHERE (CAST($1 AS TEXT) IS NULL OR series = $1) AND (CAST($2 AS TEXT) IS NULL OR state = $2) ORDER BY created_at DESC, id DESC LIMIT $3",
                query.Series,
                query.State?.Name(),
                query.Limit),
            cancellationToken);
    }

    public Task<IReadOnlyList<RunCheckpoint>> CheckpointsAsync(string runId, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<RunCheckpoint>>(
            session => session.List(
                row => new RunCheckpoint { Step = row.Text("step"), Position = row.Text("position"), Cursor = row.TextOrNull("cursor") },
                "SELECT step, position, cursor FROM checkpoints WHERE run_id = $1 ORDER BY step",
                runId),
            cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> CursorsAsync(string series, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, string>>(
            session => session
                .List(row => (Step: row.Text("step"), Value: row.Text("value")), "SELECT step, value FROM cursors WHERE series = $1", series)
                .ToDictionary(one => one.Step, one => one.Value, StringComparer.Ordinal),
            cancellationToken);

    public async Task SaveCheckpointAsync(RunLease lease, RunCheckpoint checkpoint, RunCounts counts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(counts);
        await database.WriteAsync(
            session =>
            {
                RunRows.Guard(session, lease);
                RunRows.SaveCheckpoint(session, lease.RunId, checkpoint);
                session.Execute("UPDATE runs SET counts = $1 WHERE id = $2", StateJson.Write(counts), lease.RunId);
                return session.Audit(new AuditEvent
                {
                    Type = AuditEventTypes.RunCheckpoint,
                    Actor = "worker",
                    Subject = lease.RunId,
                    Data = new Dictionary<string, string> { ["step"] = checkpoint.Step, ["read"] = Invariant(counts.Read) },
                });
            },
            cancellationToken).ConfigureAwait(false);
        faults.Hit(FaultPoints.CheckpointWritten);
    }

    private static string Invariant(long number) => number.ToString(CultureInfo.InvariantCulture);

    private RunRecord Create(StateSession session, NewRun run)
    {
        var id = run.Id ?? StateId.New(session.Now);
        if (run.Slot is not null && session.Count("SELECT count(*) FROM runs WHERE series = $1 AND slot = $2", run.Series, run.Slot) > 0)
            throw StateErrors.Slot(run.Series, run.Slot);
        if (run.ApprovalId is not null)
            approvals.Spend(session, run.ApprovalId, run.Series, run.SubjectHash, id);
        var now = session.NowMilliseconds;
        session.Execute(
            """
            INSERT INTO runs (id, series, state, format, attempt, subject_hash, approval_id, slot, not_before, fence, now, seed, counts, created_at, updated_at, retry_of)
            VALUES ($1, $2, 'created', $3, 0, $4, $5, $6, $7, 0, $8, $9, $10, $11, $11, $12)
            """,
            id,
            run.Series,
            Format,
            run.SubjectHash,
            run.ApprovalId,
            run.Slot,
            run.NotBefore?.ToUnixTimeMilliseconds(),
            (run.Now ?? session.Now).ToUnixTimeMilliseconds(),
            run.Seed,
            StateJson.Write(new RunCounts()),
            now,
            run.RetryOf);
        session.Audit(new AuditEvent
        {
            Type = AuditEventTypes.RunCreated,
            Subject = id,
            Data = new Dictionary<string, string>
            {
                ["series"] = run.Series,
                ["subjectHash"] = run.SubjectHash,
                ["approval"] = run.ApprovalId ?? "",
                ["slot"] = run.Slot ?? "",
                ["retryOf"] = run.RetryOf ?? "",
            },
        });
        return RunRows.Require(session, id);
    }
}
