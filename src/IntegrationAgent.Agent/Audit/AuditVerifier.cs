using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.State.Sql;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.Audit;

/// <summary>
/// Checks the chain against itself and against the signed checkpoints outside the store. It opens the store for reading only and needs no
/// secret key, so it also runs where the store cannot be opened for work.
/// </summary>
public static class AuditVerifier
{
    /// <summary>Checks the audit of a workspace. A store that is gone while checkpoints tell of it is a finding, not an error.</summary>
    /// <exception cref="AgentException"><c>E-STA-…</c>: the store is there and cannot be read.</exception>
    public static Task<AuditVerification> VerifyAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return VerifyAsync(workspace.StateLocation(new SecretScrubber()), cancellationToken);
    }

    internal static async Task<AuditVerification> VerifyAsync(StateLocation location, CancellationToken cancellationToken)
    {
        var file = new CheckpointFile(location.CheckpointPath).Read();
        var database = await SqlStateStore.OpenForReadingAsync(location, cancellationToken).ConfigureAwait(false);
        if (database is null)
            return WithoutStore(file);
        await using (database.ConfigureAwait(false))
            return await Task.Run(() => database.ReadAsync(session => Walk(session, location, file, cancellationToken), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private static AuditVerification Walk(StateSession session, StateLocation location, CheckpointLines file, CancellationToken cancellationToken)
    {
        // Of a shared store other machines have signed checkpoints too; they stand on the server.
        var known = location.Server is null ? file : file with { Checkpoints = [.. file.Checkpoints, .. SharedCheckpoints.Missing(session, file)] };
        var walk = new AuditWalk(known);
        ReadHead(session, walk);
        ReadEvents(session, walk, cancellationToken);
        walk.End();
        CheckSignatures(location.Paths, known, walk);
        return walk.Result();
    }

    private static AuditVerification WithoutStore(CheckpointLines file) => new()
    {
        Events = 0,
        Checkpoints = file.Checkpoints.Count,
        Findings = file.Last is { } last
            ? [new AuditFinding(1, AuditFindingKind.StoreMissing, $"The store is gone; a checkpoint of {last.Time} tells of {last.Size} events.")]
            : [],
        Notes = file.Last is null ? ["There is no store and no checkpoint: nothing has happened here yet."] : [],
    };

    private static void ReadHead(StateSession session, AuditWalk walk)
    {
        if (AuditChain.FindHead(session) is { } head)
            walk.Head(head.Store, head.KeyId, head.Sequence, head.Hash, head.Checkpoint);
        else
            walk.NoHead();
    }

    private static void ReadEvents(StateSession session, AuditWalk walk, CancellationToken cancellationToken) => session.ForEach(
        row =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            walk.Event(row.Number("seq"), row.Text("type"), row.Text("subject"), row.Text("canonical"), row.Bytes("prev"), row.Bytes("hash"));
        },
        "SELECT seq, type, subject, canonical, prev, hash FROM audit ORDER BY seq");

    private static void CheckSignatures(WorkspacePaths paths, CheckpointLines file, AuditWalk walk)
    {
        foreach (var line in file.BadLines)
            walk.Bad(1, $"Line {line} of the checkpoint file is no checkpoint.");
        if (file.HalfLine)
            walk.Note("The checkpoint file ends in half a line: a process died while it wrote. The next checkpoint repairs it.");
        if (file.Checkpoints.Count == 0)
            return;
        if (AuditKey.LoadPublic(paths) is not var (key, id))
        {
            walk.Bad(1, "The public key of the audit (.intagent/audit/audit.pub) is missing or damaged.");
            return;
        }

        using (key)
        {
            if (walk.KeyId is not null && walk.KeyId != id)
                walk.Bad(1, "The public key is not the one that the first event names: the signing key was replaced.");
            foreach (var checkpoint in file.Checkpoints)
            {
                if (checkpoint.Key != id || !AuditKey.IsSigned(key, checkpoint))
                    walk.Bad(checkpoint.Size, $"The checkpoint over {checkpoint.Size} events is not signed by the audit's key.");
            }
        }
    }
}
