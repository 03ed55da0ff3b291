using System.Globalization;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Faults;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>What was sent to targets, in a SQL database.</summary>
internal sealed class SqlEffectLedger(StateDatabase database, PersonalKeys personalKeys, IFaultInjector faults) : IEffectLedger
{
    private const string Columns =
        "e.run_id, e.step, e.batch, e.status, e.attempt, e.fence, e.connection, e.object, e.verb, e.records, e.intent_digest, e.keys, e.correlation, e.handle, e.counts, e.outcome_digest, e.code, e.created_at";

    public async Task<EffectEntry> BeginAsync(RunLease lease, EffectIntent intent, CancellationToken cancellationToken)
    {
        Check(lease, intent);
        var entry = await database.WriteAsync(
            session =>
            {
                RunRows.Guard(session, lease);
                var present = Find(session, lease.RunId, intent.Key);
                return present is null || present.Status == EffectStatus.Failed ? Write(session, lease, intent, present, "") : present;
            },
            cancellationToken,
            FaultPoints.DuringIntent).ConfigureAwait(false);
        if (entry.Status == EffectStatus.Intended)
            faults.Hit(FaultPoints.IntentWritten);
        return entry;
    }

    public async Task<EffectEntry> RepeatAsync(RunLease lease, EffectIntent intent, string reason, CancellationToken cancellationToken)
    {
        Check(lease, intent);
        ArgumentException.ThrowIfNullOrEmpty(reason);
        var entry = await database.WriteAsync(
            session =>
            {
                RunRows.Guard(session, lease);
                var present = Find(session, lease.RunId, intent.Key);
                return present?.Status == EffectStatus.InDoubt
                    ? Write(session, lease, intent, present, reason)
                    : throw StateErrors.EffectUnknown(intent.Key);
            },
            cancellationToken,
            FaultPoints.DuringIntent).ConfigureAwait(false);
        faults.Hit(FaultPoints.IntentWritten);
        return entry;
    }

    public async Task SetHandleAsync(RunLease lease, EffectKey key, string handle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentException.ThrowIfNullOrEmpty(handle);
        await database.WriteAsync(
            session =>
            {
                RunRows.Guard(session, lease);
                var changed = session.Execute(
                    "UPDATE effects SET handle = $1, updated_at = $2 WHERE run_id = $3 AND step = $4 AND batch = $5 AND status IN ('intended', 'in_doubt')",
                    handle,
                    session.NowMilliseconds,
                    lease.RunId,
                    key.Step,
                    key.BatchNumber);
                if (changed == 0)
                    throw StateErrors.EffectUnknown(key);
                return session.Audit(Event(AuditEventTypes.EffectHandle, lease.RunId, AuditPhase.Done, Place(key, ("handle", handle))));
            },
            cancellationToken).ConfigureAwait(false);
        faults.Hit(FaultPoints.HandleWritten);
    }

    public async Task AcknowledgeAsync(RunLease lease, EffectKey key, EffectAcknowledgement acknowledgement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(acknowledgement);
        if (acknowledgement.Counts.Quarantined != acknowledgement.Quarantined.Count)
            throw new ArgumentException("The count of quarantined records is not that of the records given.", nameof(acknowledgement));
        await database.WriteAsync(session => Acknowledge(session, lease, key, acknowledgement), cancellationToken, FaultPoints.DuringAck).ConfigureAwait(false);
        faults.Hit(FaultPoints.AfterAck);
    }

    public Task FailAsync(RunLease lease, EffectKey key, string code, string message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentException.ThrowIfNullOrEmpty(code);
        return MoveAsync(lease, key, EffectStatus.Failed, code, message, cancellationToken);
    }

    public Task MarkInDoubtAsync(RunLease lease, EffectKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return MoveAsync(lease, key, EffectStatus.InDoubt, "", "", cancellationToken);
    }

    public Task<IReadOnlyList<EffectEntry>> InDoubtAsync(string? runId, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<EffectEntry>>(
        session => session.List(
            row => Map(session, row),
            $"""
            SELECT {Columns} FROM effects e JOIN runs r ON r.id = e.run_id
            WHERE (CAST($1 AS TEXT) IS NULL OR e.run_id = $1)
              AND (e.status = 'in_doubt' OR (e.status = 'intended' AND (r.state <> 'running' OR r.lease_until <= $2)))
            ORDER BY e.run_id, e.step, e.batch
            """,
            runId,
            session.NowMilliseconds),
        cancellationToken);

    public Task<IReadOnlyList<EffectEntry>> ListAsync(string runId, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<EffectEntry>>(
        session => session.List(row => Map(session, row), $"SELECT {Columns} FROM effects e WHERE e.run_id = $1 ORDER BY e.step, e.batch", runId), cancellationToken);

    private static void Check(RunLease lease, EffectIntent intent)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(intent);
        ArgumentException.ThrowIfNullOrEmpty(intent.Key.Step);
    }

    private static string Scope(string runId) => "run:" + runId;

    private static string Purpose(string runId, EffectKey key) => string.Create(CultureInfo.InvariantCulture, $"effect|{runId}|{key.Step}|{key.BatchNumber}");

    private static string Name(EffectStatus status) => status switch
    {
        EffectStatus.Acknowledged => "acked",
        EffectStatus.InDoubt => "in_doubt",
        EffectStatus.Failed => "failed",
        _ => "intended",
    };

    private static Dictionary<string, string> Place(EffectKey key, params ReadOnlySpan<(string Name, string Value)> others)
    {
        var data = new Dictionary<string, string>(StringComparer.Ordinal) { ["step"] = key.Step, ["batch"] = key.BatchNumber.ToString(CultureInfo.InvariantCulture) };
        foreach (var (name, value) in others)
            data[name] = value;
        return data;
    }

    private static AuditEvent Event(string type, string runId, AuditPhase phase, Dictionary<string, string> data, string pair = "") =>
        new() { Type = type, Actor = "worker", Subject = runId, Phase = phase, Pair = pair, Data = data };

    private static string Pair(string runId, EffectKey key, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{runId}/{key.Step}/{key.BatchNumber}/{attempt}");

    private EffectEntry Map(StateSession session, StateRow row)
    {
        var runId = row.Text("run_id");
        var key = new EffectKey(row.Text("step"), row.Number("batch"));
        return new EffectEntry
        {
            RunId = runId,
            Intent = new EffectIntent
            {
                Key = key,
                Connection = row.Text("connection"),
                Object = row.Text("object"),
                Verb = row.Text("verb"),
                Records = row.Small("records"),
                IntentDigest = row.Text("intent_digest"),
                Keys = personalKeys.Open(session, Scope(runId), row.Bytes("keys"), Purpose(runId, key)) ?? [],
                Correlation = row.Text("correlation"),
            },
            Status = Enum.GetValues<EffectStatus>().First(status => Name(status) == row.Text("status")),
            Fence = row.Number("fence"),
            Attempt = row.Small("attempt"),
            BegunAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Number("created_at")),
            Handle = row.Text("handle"),
            Counts = StateJson.ReadCounts(row.Text("counts")),
            OutcomeDigest = row.Text("outcome_digest"),
            Code = row.Text("code"),
        };
    }

    private EffectEntry? Find(StateSession session, string runId, EffectKey key) => session.Find(
        row => Map(session, row), $"SELECT {Columns} FROM effects e WHERE e.run_id = $1 AND e.step = $2 AND e.batch = $3", runId, key.Step, key.BatchNumber);

    private EffectEntry Write(StateSession session, RunLease lease, EffectIntent intent, EffectEntry? present, string reason)
    {
        var attempt = (present?.Attempt ?? 0) + 1;
        session.Execute(
            """
            INSERT INTO effects (run_id, step, batch, status, attempt, fence, connection, object, verb, records, intent_digest, keys, correlation, handle,
              counts, outcome_digest, code, created_at, updated_at)
            VALUES ($1, $2, $3, 'intended', $4, $5, $6, $7, $8, $9, $10, $11, $12, '', $13, '', '', $14, $14)
            ON CONFLICT (run_id, step, batch) DO UPDATE SET status = 'intended', attempt = excluded.attempt, fence = excluded.fence,
              connection = excluded.connection, object = excluded.object, verb = excluded.verb, records = excluded.records,
              intent_digest = excluded.intent_digest, keys = excluded.keys, correlation = excluded.correlation, handle = '', code = '', updated_at = excluded.updated_at
            """,
            lease.RunId,
            intent.Key.Step,
            intent.Key.BatchNumber,
            attempt,
            lease.Fence,
            intent.Connection,
            intent.Object,
            intent.Verb,
            intent.Records,
            intent.IntentDigest,
            personalKeys.Seal(session, Scope(lease.RunId), intent.Keys.Span, Purpose(lease.RunId, intent.Key)),
            intent.Correlation,
            StateJson.Write(new RunCounts()),
            session.NowMilliseconds);
        var data = Place(
            intent.Key,
            ("connection", intent.Connection),
            ("object", intent.Object),
            ("verb", intent.Verb),
            ("records", intent.Records.ToString(CultureInfo.InvariantCulture)),
            ("intent", intent.IntentDigest),
            ("because", reason));
        session.Audit(Event(AuditEventTypes.Effect, lease.RunId, AuditPhase.Intended, data, Pair(lease.RunId, intent.Key, attempt)));
        return Find(session, lease.RunId, intent.Key) ?? throw StateErrors.EffectUnknown(intent.Key);
    }

    private bool Acknowledge(StateSession session, RunLease lease, EffectKey key, EffectAcknowledgement acknowledgement)
    {
        RunRows.Guard(session, lease);
        var present = Find(session, lease.RunId, key);
        if (present?.Status == EffectStatus.Acknowledged && present.OutcomeDigest == acknowledgement.OutcomeDigest)
            return false;
        if (present?.Status is not (EffectStatus.Intended or EffectStatus.InDoubt))
            throw StateErrors.EffectUnknown(key);
        session.Execute(
            "UPDATE effects SET status = 'acked', counts = $1, outcome_digest = $2, updated_at = $3 WHERE run_id = $4 AND step = $5 AND batch = $6",
            StateJson.Write(acknowledgement.Counts),
            acknowledgement.OutcomeDigest,
            session.NowMilliseconds,
            lease.RunId,
            key.Step,
            key.BatchNumber);
        SqlQuarantineStore.Insert(session, personalKeys, lease, key, acknowledgement.Quarantined);
        SqlQuarantineStore.Resolve(session, acknowledgement.Retried, SqlQuarantineStore.Retried, "worker", lease.RunId);
        if (acknowledgement.Checkpoint is { } checkpoint)
            RunRows.SaveCheckpoint(session, lease.RunId, checkpoint);
        RunRows.AddCounts(session, lease.RunId, acknowledgement.Counts);
        var data = AuditCounts.Of(
            acknowledgement.Counts,
            ("step", key.Step),
            ("batch", key.BatchNumber.ToString(CultureInfo.InvariantCulture)),
            ("outcome", acknowledgement.OutcomeDigest),
            ("intent", present.Intent.IntentDigest),
            ("knownBy", acknowledgement.KnownBy));
        session.Audit(Event(AuditEventTypes.Effect, lease.RunId, AuditPhase.Done, data, Pair(lease.RunId, key, present.Attempt)));
        return true;
    }

    private Task<AuditPosition> MoveAsync(RunLease lease, EffectKey key, EffectStatus status, string code, string message, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
            {
                RunRows.Guard(session, lease);
                var present = Find(session, lease.RunId, key);
                if (present?.Status is not (EffectStatus.Intended or EffectStatus.InDoubt))
                    throw StateErrors.EffectUnknown(key);
                session.Execute(
                    "UPDATE effects SET status = $1, code = $2, updated_at = $3 WHERE run_id = $4 AND step = $5 AND batch = $6",
                    Name(status),
                    code,
                    session.NowMilliseconds,
                    lease.RunId,
                    key.Step,
                    key.BatchNumber);
                var phase = status == EffectStatus.Failed ? AuditPhase.Failed : AuditPhase.Unknown;
                var data = Place(key, ("code", code), ("message", message));
                return session.Audit(Event(AuditEventTypes.Effect, lease.RunId, phase, data, Pair(lease.RunId, key, present.Attempt)));
            },
            cancellationToken);
}
