using System.Globalization;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Faults;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>The audit in a SQL database, with its checkpoints in a file beside it.</summary>
internal sealed class SqlAuditLog(StateDatabase database, AuditChain chain, AuditKey key, CheckpointFile file, StateLocation location, IFaultInjector faults)
    : IAuditLog
{
    public Task<AuditPosition> AppendAsync(AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        return GuardedAsync(session => session.Audit(auditEvent), cancellationToken);
    }

    public Task<string> IntendAsync(AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        return GuardedAsync(
            session =>
            {
                var pair = StateId.New(session.Now);
                var position = session.Audit(With(auditEvent, AuditPhase.Intended, pair));
                session.Execute(
                    "INSERT INTO audit_open (pair, seq, owner, type, actor, subject) VALUES ($1, $2, $3, $4, $5, $6)",
                    pair,
                    position.Sequence,
                    ProcessIdentity.Current,
                    auditEvent.Type,
                    auditEvent.Actor,
                    auditEvent.Subject);
                return pair;
            },
            cancellationToken);
    }

    public Task<AuditPosition> CloseAsync(string pair, AuditPhase phase, IReadOnlyDictionary<string, string> data, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(pair);
        ArgumentNullException.ThrowIfNull(data);
        if (phase == AuditPhase.Intended)
            throw new ArgumentException("An intended event is closed with what became of it.", nameof(phase));
        return GuardedAsync(session => Close(session, pair, phase, data), cancellationToken);
    }

    public Task<IReadOnlyList<AuditRecord>> ReconcileAsync(CancellationToken cancellationToken) => GuardedAsync<IReadOnlyList<AuditRecord>>(
        session =>
        {
            var open = session.List(row => (Pair: row.Text("pair"), Owner: row.Text("owner"), Sequence: row.Number("seq")), "SELECT pair, owner, seq FROM audit_open ORDER BY seq");
            var closed = new List<AuditRecord>();
            foreach (var (pair, _, sequence) in open.Where(one => ProcessIdentity.HasEnded(one.Owner)))
            {
                closed.AddRange(session.List(row => chain.Read(session, row), "SELECT seq, canonical, prev, hash FROM audit WHERE seq = $1", sequence));
                Close(session, pair, AuditPhase.Unknown, new Dictionary<string, string> { ["because"] = "its process ended" });
            }

            return closed;
        },
        cancellationToken);

    public Task<IReadOnlyList<AuditRecord>> ReadAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return database.ReadAsync<IReadOnlyList<AuditRecord>>(
            session => session.List(
                row => chain.Read(session, row),
                """
                SELECT seq, canonical, prev, hash FROM audit
                WHERE seq >= $1 AND (CAST($2 AS TEXT) IS NULL OR type = $2) AND (CAST($3 AS TEXT) IS NULL OR subject = $3) ORDER BY seq LIMIT $4
                """,
                query.From,
                query.Type,
                query.Subject,
                query.Limit),
            cancellationToken);
    }

    public async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        var (head, time) = await database.ReadAsync(session => (AuditChain.Head(session), session.Now), cancellationToken).ConfigureAwait(false);
        if (head.Sequence == head.Checkpoint)
            return;
        var checkpoint = key.Sign(new AuditCheckpoint
        {
            Store = head.Store,
            Size = head.Sequence,
            Head = Convert.ToHexStringLower(head.Hash),
            Root = Convert.ToHexStringLower(new MerkleFrontier(head.Sequence, head.Frontier).Root()),
            Time = AuditEncoding.FormatTime(time),
            Key = key.Id,
        });
        faults.Hit(FaultPoints.AuditCheckpoint);
        var repaired = file.Append(checkpoint);
        faults.Hit(FaultPoints.AuditCheckpointWritten);
        await RecordAsync(checkpoint, repaired, cancellationToken).ConfigureAwait(false);
    }

    public Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken) =>
        AuditVerifier.VerifyAsync(location, cancellationToken);

    public async Task<long> ExportAsync(Stream output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        const int Page = 1000;
        await AppendAsync(new AuditEvent { Type = AuditEventTypes.AuditExported, Actor = "user" }, cancellationToken).ConfigureAwait(false);
        var written = 0L;
        for (var from = 1L; ;)
        {
            var page = await ReadAsync(new AuditQuery { From = from, Limit = Page }, cancellationToken).ConfigureAwait(false);
            foreach (var record in page)
                await output.WriteAsync(AuditExport.Line(record), cancellationToken).ConfigureAwait(false);
            written += page.Count;
            if (page.Count < Page)
                return written;
            from = page[^1].Sequence + 1;
        }
    }

    private static AuditEvent With(AuditEvent auditEvent, AuditPhase phase, string pair) => new()
    {
        Type = auditEvent.Type,
        Actor = auditEvent.Actor,
        Subject = auditEvent.Subject,
        Phase = phase,
        Pair = pair,
        Data = auditEvent.Data,
        Personal = auditEvent.Personal,
        PersonalScope = auditEvent.PersonalScope,
    };

    private static AuditPosition Close(StateSession session, string pair, AuditPhase phase, IReadOnlyDictionary<string, string> data)
    {
        var open = session.Find(
            row => new AuditEvent { Type = row.Text("type"), Actor = row.Text("actor"), Subject = row.Text("subject"), Pair = pair, Phase = phase, Data = data },
            "SELECT type, actor, subject FROM audit_open WHERE pair = $1",
            pair) ?? throw new ArgumentException("The pair is not open: it was closed already, or never intended.", nameof(pair));
        session.Execute("DELETE FROM audit_open WHERE pair = $1", pair);
        return session.Audit(open);
    }

    private Task<bool> RecordAsync(AuditCheckpoint checkpoint, bool repaired, CancellationToken cancellationToken) => database.WriteNowAsync(
        session =>
        {
            session.Execute("UPDATE audit_head SET checkpoint = CASE WHEN checkpoint < $1 THEN $1 ELSE checkpoint END", checkpoint.Size);
            if (database.IsShared)
                SharedCheckpoints.Keep(session, checkpoint);
            if (repaired)
            {
                var at = checkpoint.Size.ToString(CultureInfo.InvariantCulture);
                session.Audit(new AuditEvent { Type = AuditEventTypes.AuditCheckpointRepaired, Data = new Dictionary<string, string> { ["size"] = at } });
            }

            var head = AuditChain.Head(session);
            chain.Checkpointed(head.Sequence - head.Checkpoint);
            return true;
        },
        cancellationToken);

    // Where only the audit is written, a store that cannot be written is an audit that cannot be written.
    private async Task<T> GuardedAsync<T>(Func<StateSession, T> write, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync(write, cancellationToken).ConfigureAwait(false);
        }
        catch (AgentException exception) when (exception.Code == StateErrorCodes.Unavailable)
        {
            throw StateErrors.AuditWrite(exception);
        }
    }
}
