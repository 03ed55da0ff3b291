using IntegrationAgent.Agent.State.Sqlite;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.State;

/// <summary>Opens state stores.</summary>
internal static class StateStore
{
    public static async Task<IStateStore> OpenAsync(WorkspacePaths paths, AuditSettings audit, StateOptions options, CancellationToken cancellationToken) =>
        await SqliteStateStore.OpenAsync(paths, audit, options, cancellationToken).ConfigureAwait(false);
}
