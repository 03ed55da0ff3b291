namespace IntegrationAgent.Agent.State.Sql;

/// <summary>What the stores of this folder share about runs.</summary>
internal static class RunRows
{
    public const string Columns =
        "id, series, state, format, attempt, subject_hash, approval_id, slot, lease_owner, lease_until, fence, now, seed, counts, code, message, created_at, started_at, updated_at, finished_at, retry_of";

    public static RunRecord Map(StateRow row) => new()
    {
        Id = row.Text("id"),
        Series = row.Text("series"),
        State = RunStates.Parse(row.Text("state")),
        Attempt = row.Small("attempt"),
        SubjectHash = row.Text("subject_hash"),
        ApprovalId = row.TextOrNull("approval_id"),
        Slot = row.TextOrNull("slot"),
        LeaseOwner = row.TextOrNull("lease_owner"),
        LeaseUntil = row.TimeOrNull("lease_until"),
        Fence = row.Number("fence"),
        Now = row.Time("now"),
        Seed = row.Number("seed"),
        Counts = StateJson.ReadCounts(row.Text("counts")),
        Code = row.TextOrNull("code"),
        Message = row.TextOrNull("message"),
        CreatedAt = row.Time("created_at"),
        StartedAt = row.TimeOrNull("started_at"),
        UpdatedAt = row.Time("updated_at"),
        FinishedAt = row.TimeOrNull("finished_at"),
        RetryOf = row.TextOrNull("retry_of"),
    };

    public static RunRecord? Find(StateSession session, string runId) => session.Find(Map, $"SELECT {Columns} FROM runs WHERE id = $1", runId);

    public static RunRecord Require(StateSession session, string runId) => Find(session, runId) ?? throw StateErrors.RunUnknown(runId);

    /// <summary>Every write for a run begins here: it changes nothing unless the lease is still the newest.</summary>
    public static void Guard(StateSession session, RunLease lease)
    {
        var changed = session.Execute(
            "UPDATE runs SET updated_at = $1 WHERE id = $2 AND fence = $3 AND lease_owner = $4 AND state = 'running'",
            session.NowMilliseconds,
            lease.RunId,
            lease.Fence,
            lease.Owner);
        if (changed == 0)
            throw StateErrors.LeaseLost(lease.RunId);
    }

    public static void AddCounts(StateSession session, string runId, RunCounts counts)
    {
        var sum = StateJson.ReadCounts(session.Text("SELECT counts FROM runs WHERE id = $1", runId) ?? "{}") + counts;
        session.Execute("UPDATE runs SET counts = $1 WHERE id = $2", StateJson.Write(sum), runId);
    }

    public static void SaveCheckpoint(StateSession session, string runId, RunCheckpoint checkpoint) => session.Execute(
        """
        INSERT INTO checkpoints (run_id, step, position, cursor, updated_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (run_id, step) DO UPDATE SET position = excluded.position, cursor = coalesce(excluded.cursor, checkpoints.cursor), updated_at = excluded.updated_at
        """,
        runId,
        checkpoint.Step,
        checkpoint.Position,
        checkpoint.Cursor,
        session.NowMilliseconds);
}
