using System.Globalization;
using IntegrationAgent.Agent.Audit;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>Records that were set aside, in a SQL database.</summary>
internal sealed class SqlQuarantineStore(StateDatabase database, PersonalKeys personalKeys) : IQuarantineStore
{
    internal const string Retried = "retried";
    internal const string GivenUp = "given-up";
    private const string Columns = "id, run_id, series, step, batch, key, payload, code, field, reason, outcome, created_at";

    public async Task AddAsync(RunLease lease, EffectKey effect, IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(records);
        await database.WriteAsync(
            session =>
            {
                RunRows.Guard(session, lease);
                Insert(session, personalKeys, lease, effect, records);
                RunRows.AddCounts(session, lease.RunId, new RunCounts { Quarantined = records.Count });
                return session.Audit(new AuditEvent
                {
                    Type = AuditEventTypes.Effect,
                    Actor = "worker",
                    Subject = lease.RunId,
                    Phase = AuditPhase.Failed,
                    Data = new Dictionary<string, string>
                    {
                        ["step"] = effect.Step,
                        ["batch"] = effect.BatchNumber.ToString(CultureInfo.InvariantCulture),
                        ["quarantined"] = records.Count.ToString(CultureInfo.InvariantCulture),
                    },
                });
            },
            cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<QuarantineEntry>> ListOpenAsync(string series, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<QuarantineEntry>>(
            session => session.List(
                row => Map(session, row),
                $"SELECT {Columns} FROM quarantine WHERE series = $1 AND outcome IS NULL ORDER BY id LIMIT $2",
                series,
                limit),
            cancellationToken);

    public Task<int> ResolveAsync(IReadOnlyList<long> ids, string outcome, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (outcome is not (Retried or GivenUp))
            throw new ArgumentException("The outcome is retried or given-up.", nameof(outcome));
        return database.WriteAsync(session => Resolve(session, ids, outcome, actor, ""), cancellationToken);
    }

    public Task<IReadOnlyList<QuarantineEntry>> FindAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return database.ReadAsync<IReadOnlyList<QuarantineEntry>>(
            session => [.. ids.Select(id => session.Find(row => Map(session, row), $"SELECT {Columns} FROM quarantine WHERE id = $1", id)).OfType<QuarantineEntry>()],
            cancellationToken);
    }

    /// <summary>Resolves entries that are open, and says so in the audit. Returns how many were.</summary>
    internal static int Resolve(StateSession session, IReadOnlyList<long> ids, string outcome, string actor, string runId)
    {
        var resolved = ids.Sum(id => session.Execute("UPDATE quarantine SET outcome = $1 WHERE id = $2 AND outcome IS NULL", outcome, id));
        if (resolved > 0)
        {
            session.Audit(new AuditEvent
            {
                Type = AuditEventTypes.QuarantineResolved,
                Actor = actor,
                Subject = runId,
                Data = new Dictionary<string, string> { ["outcome"] = outcome, ["records"] = resolved.ToString(CultureInfo.InvariantCulture) },
            });
        }

        return resolved;
    }

    internal static void Insert(StateSession session, PersonalKeys personalKeys, RunLease lease, EffectKey effect, IReadOnlyList<QuarantinedRecord> records)
    {
        foreach (var record in records)
        {
            session.Execute(
                """
                INSERT INTO quarantine (run_id, series, step, batch, key, payload, code, field, reason, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """,
                lease.RunId,
                lease.Series,
                effect.Step,
                effect.BatchNumber,
                personalKeys.Seal(session, "run:" + lease.RunId, record.Key.Span, "quarantine-key"),
                personalKeys.Seal(session, "run:" + lease.RunId, record.Payload.Span, "quarantine-payload"),
                record.Code,
                record.Field,
                session.Clean(record.Reason),
                session.NowMilliseconds);
        }
    }

    private QuarantineEntry Map(StateSession session, StateRow row)
    {
        var scope = "run:" + row.Text("run_id");
        return new QuarantineEntry
        {
            Id = row.Number("id"),
            RunId = row.Text("run_id"),
            Series = row.Text("series"),
            Effect = new EffectKey(row.Text("step"), row.Number("batch")),
            Record = new QuarantinedRecord
            {
                Key = personalKeys.Open(session, scope, row.Bytes("key"), "quarantine-key") ?? [],
                Payload = personalKeys.Open(session, scope, row.Bytes("payload"), "quarantine-payload") ?? [],
                Code = row.Text("code"),
                Field = row.Text("field"),
                Reason = row.Text("reason"),
            },
            CreatedAt = row.Time("created_at"),
            Open = row.TextOrNull("outcome") is null,
        };
    }
}
