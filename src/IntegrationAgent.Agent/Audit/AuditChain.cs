using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.State.Sql;

namespace IntegrationAgent.Agent.Audit;

/// <summary>Appends events to the chain within the caller's transaction.</summary>
internal sealed class AuditChain(SecretScrubber scrubber, PersonalKeys personalKeys, int checkpointEvery)
{
    private long uncheckpointed;

    /// <summary>Whether so many events have come since the last checkpoint that one is due. Known from this process's own appends.</summary>
    public bool CheckpointDue => Interlocked.Read(ref uncheckpointed) >= checkpointEvery;

    public static AuditHead? FindHead(StateSession session) => session.Find(
        row => new AuditHead(row.Text("store"), row.Text("key"), row.Number("seq"), row.Bytes("hash"), row.Bytes("frontier"), row.Number("checkpoint")),
        "SELECT store, key, seq, hash, frontier, checkpoint FROM audit_head");

    public static AuditHead Head(StateSession session) => FindHead(session) ?? throw new InvalidOperationException("The audit has no head.");

    public AuditPosition Append(StateSession session, AuditEvent auditEvent)
    {
        var head = Head(session);
        var sequence = head.Sequence + 1;
        var canonical = AuditEncoding.Canonical(
            auditEvent, session.Now, scrubber, (purpose, value) => personalKeys.Seal(session, auditEvent.PersonalScope, value, purpose));
        var hash = AuditEncoding.Hash(sequence, head.Hash, canonical);
        var frontier = new MerkleFrontier(head.Sequence, head.Frontier);
        frontier.Append(hash);
        session.Execute(
            "INSERT INTO audit (seq, type, subject, canonical, prev, hash) VALUES ($1, $2, $3, $4, $5, $6)",
            sequence,
            auditEvent.Type,
            Clean(auditEvent.Subject),
            canonical,
            head.Hash,
            hash);
        session.Execute("UPDATE audit_head SET seq = $1, hash = $2, frontier = $3", sequence, hash, frontier.ToBytes());
        Interlocked.Exchange(ref uncheckpointed, sequence - head.Checkpoint);
        return new AuditPosition(sequence, Convert.ToHexStringLower(hash));
    }

    /// <summary>A text as it may be kept: without secrets and broken characters, and capped.</summary>
    public string Clean(string text) => AuditEncoding.Clean(text, scrubber);

    public void Checkpointed(long remaining) => Interlocked.Exchange(ref uncheckpointed, remaining);

    public AuditRecord Read(StateSession session, StateRow row)
    {
        var canonical = row.Text("canonical");
        var (auditEvent, time) = AuditEncoding.Read(canonical, (scope, purpose, value) => personalKeys.Open(session, scope, value, purpose));
        return new AuditRecord
        {
            Sequence = row.Number("seq"),
            Time = time,
            Event = auditEvent,
            Canonical = canonical,
            Hash = Convert.ToHexStringLower(row.Bytes("hash")),
            Previous = Convert.ToHexStringLower(row.Bytes("prev")),
        };
    }
}
