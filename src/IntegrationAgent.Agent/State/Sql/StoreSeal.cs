using System.Security.Cryptography;
using IntegrationAgent.Agent.Secrets;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>Which workspace key a store's values are sealed with, so that a machine with another key is told so instead of reading nothing.</summary>
internal static class StoreSeal
{
    public static async Task RequireAsync(StateDatabase database, WorkspaceKey key, string path, CancellationToken cancellationToken)
    {
        var mine = Convert.ToHexStringLower(SHA256.HashData(key.Derive("store-seal")));
        var known = await database.ReadAsync(Find, cancellationToken).ConfigureAwait(false)
            ?? await database.WriteNowAsync(session => Keep(session, mine), cancellationToken).ConfigureAwait(false);
        if (known == mine)
            return;
        throw new AgentException(
            "E-SEC-KEY-OTHER",
            $"{path} is not the key that {database.Name} is sealed with.",
            database.IsShared
                ? "Copy .intagent/key and .intagent/audit from the machine that made the store; every worker has the same."
                : "Restore the key from a backup. Without it approvals and kept values are lost: move .intagent away to begin anew.",
            ExitCode.Refused);
    }

    private static string? Find(StateSession session) => session.Text("SELECT workspace_key FROM store_seal");

    private static string Keep(StateSession session, string mine)
    {
        session.Execute("INSERT INTO store_seal (one, workspace_key) VALUES (1, $1) ON CONFLICT (one) DO NOTHING", mine);
        return Find(session) ?? mine;
    }
}
