using System.Text;
using IntegrationAgent.Agent.Audit;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>
/// The signed checkpoints of a store that several machines share, beside the file that each of them has: a machine takes over the ones
/// that others have signed since, so that its own file, out of the server's reach, tells of them too.
/// </summary>
internal static class SharedCheckpoints
{
    public static void Keep(StateSession session, AuditCheckpoint checkpoint) => session.Execute(
        "INSERT INTO audit_checkpoints (size, line) VALUES ($1, $2) ON CONFLICT (size) DO NOTHING", checkpoint.Size, Encoding.UTF8.GetString(checkpoint.Line()));

    /// <summary>Those that are on the server and not in the file, by size; a line that is none is left out, and missed by the verification.</summary>
    public static IReadOnlyList<AuditCheckpoint> Missing(StateSession session, CheckpointLines file)
    {
        var known = file.Checkpoints.Select(checkpoint => checkpoint.Size).ToHashSet();
        return
        [
            .. session.List(row => CheckpointFile.TryParse(row.Text("line")), "SELECT line FROM audit_checkpoints ORDER BY size")
                .OfType<AuditCheckpoint>()
                .Where(checkpoint => !known.Contains(checkpoint.Size)),
        ];
    }
}
