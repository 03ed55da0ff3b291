using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>Begins the chain of a new store, and holds the chain of a present one against its checkpoints before anything is written.</summary>
internal static class AuditGenesis
{
    public static async Task<AuditKey> OpenAsync(StateDatabase database, WorkspacePaths paths, CheckpointFile file, CheckpointLines lines, CancellationToken cancellationToken)
    {
        var present = await database.ReadAsync(AuditChain.FindHead, cancellationToken).ConfigureAwait(false);
        var key = AuditKey.Load(paths, mayCreate: present is null);
        try
        {
            var head = present ?? await database.WriteNowAsync(session => Begin(session, key, lines), cancellationToken).ConfigureAwait(false);
            if (head.KeyId != key.Id)
            {
                throw new AgentException(
                    StateErrorCodes.AuditKey,
                    $"{paths.AuditKey} is not the key that the audit names.",
                    "Restore the key that this store was made with.",
                    ExitCode.Refused);
            }

            if (database.IsShared)
                await TakeOverAsync(database, key, file, lines, cancellationToken).ConfigureAwait(false);
            // A checkpoint is in the file before the store says so; one that came since the first reading is there now.
            var newest = head.Checkpoint > (lines.Last?.Size ?? 0) ? file.Read() : lines;
            await database.ReadAsync(session => Compare(session, head, newest), cancellationToken).ConfigureAwait(false);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static async Task TakeOverAsync(StateDatabase database, AuditKey key, CheckpointFile file, CheckpointLines lines, CancellationToken cancellationToken)
    {
        foreach (var checkpoint in await database.ReadAsync(session => SharedCheckpoints.Missing(session, lines), cancellationToken).ConfigureAwait(false))
        {
            if (!key.HasSigned(checkpoint))
                throw StateErrors.AuditBehind($"the server's checkpoint over {checkpoint.Size} events is not signed by the audit's key");
            file.Append(checkpoint);
        }
    }

    private static AuditHead Begin(StateSession session, AuditKey key, CheckpointLines lines)
    {
        if (AuditChain.FindHead(session) is { } other)
            return other;
        if (lines.Last is { } last)
            throw StateErrors.AuditBehind($"the store is gone, and a checkpoint of {last.Time} tells of {last.Size} events");
        var store = StateId.Random();
        session.Execute(
            "INSERT INTO audit_head (one, store, key, seq, hash, frontier, checkpoint) VALUES (1, $1, $2, 0, $3, $4, 0)",
            store,
            key.Id,
            AuditEncoding.Genesis,
            Array.Empty<byte>());
        session.Audit(new AuditEvent { Type = AuditEventTypes.AuditOpened, Data = new Dictionary<string, string> { ["store"] = store, ["key"] = key.Id } });
        return AuditChain.Head(session);
    }

    private static bool Compare(StateSession session, AuditHead head, CheckpointLines lines)
    {
        if (lines.Last is not { } last)
            return head.Checkpoint == 0 ? true : throw StateErrors.AuditBehind("the file of its checkpoints is gone");
        if (last.Size < head.Checkpoint)
            throw StateErrors.AuditBehind($"the checkpoint over {head.Checkpoint} events is gone from its file");
        if (last.Store != head.Store)
            throw StateErrors.AuditBehind("its checkpoints tell of another store");
        var hash = session.Bytes("SELECT hash FROM audit WHERE seq = $1", last.Size);
        if (hash is null)
            throw StateErrors.AuditBehind($"it ends before event {last.Size}, of which a checkpoint of {last.Time} tells");
        return Convert.ToHexStringLower(hash) == last.Head ? true : throw StateErrors.AuditBehind($"event {last.Size} is not the one that a checkpoint tells of");
    }
}
