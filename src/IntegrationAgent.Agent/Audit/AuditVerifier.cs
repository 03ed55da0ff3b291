using System.Security.Cryptography;
using System.Text.Json;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Workspaces;
using Microsoft.Data.Sqlite;

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
        return VerifyAsync(workspace.Paths, CheckpointPath(workspace.Paths, workspace.Configuration.Audit), cancellationToken);
    }

    internal static string CheckpointPath(WorkspacePaths paths, AuditSettings settings) => Path.GetFullPath(settings.CheckpointFile, paths.Root);

    internal static Task<AuditVerification> VerifyAsync(WorkspacePaths paths, string checkpointPath, CancellationToken cancellationToken) =>
        Task.Run(() => Verify(paths, checkpointPath, cancellationToken), cancellationToken);

    private static AuditVerification Verify(WorkspacePaths paths, string checkpointPath, CancellationToken cancellationToken)
    {
        var file = new CheckpointFile(checkpointPath).Read();
        if (!File.Exists(paths.StateDatabase))
            return WithoutStore(file);
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = paths.StateDatabase,
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
            }.ToString());
            connection.Open();
            using var transaction = connection.BeginTransaction(deferred: true);
            var walk = new AuditWalk(file);
            ReadHead(connection, transaction, walk);
            ReadEvents(connection, transaction, walk, cancellationToken);
            walk.End();
            CheckSignatures(paths, file, walk);
            return walk.Result();
        }
        catch (SqliteException exception)
        {
            throw StateErrors.From(exception, paths.StateDatabase);
        }
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

    private static void ReadHead(SqliteConnection connection, SqliteTransaction transaction, AuditWalk walk)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT store, key, seq, hash, checkpoint FROM audit_head";
        using var reader = command.ExecuteReader();
        if (reader.Read())
            walk.Head(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3), reader.GetInt64(4));
        else
            walk.NoHead();
    }

    private static void ReadEvents(SqliteConnection connection, SqliteTransaction transaction, AuditWalk walk, CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT seq, type, subject, canonical, prev, hash FROM audit ORDER BY seq";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            walk.Event(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<byte[]>(4), reader.GetFieldValue<byte[]>(5));
        }
    }

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
                if (checkpoint.Key != id || !Signed(key, checkpoint))
                    walk.Bad(checkpoint.Size, $"The checkpoint over {checkpoint.Size} events is not signed by the audit's key.");
            }
        }
    }

    private static bool Signed(ECDsa key, AuditCheckpoint checkpoint)
    {
        try
        {
            return key.VerifyData(checkpoint.SignedBytes(), Convert.FromBase64String(checkpoint.Signature ?? ""), HashAlgorithmName.SHA256);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or CryptographicException)
        {
            return false;
        }
    }
}
