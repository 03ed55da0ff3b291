using IntegrationAgent.Agent.State.Sql;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.State;

/// <summary>Opens state stores.</summary>
internal static class StateStore
{
    public static async Task<IStateStore> OpenAsync(StateLocation location, AuditSettings audit, StateOptions options, CancellationToken cancellationToken) =>
        await SqlStateStore.OpenAsync(location, audit, options, cancellationToken).ConfigureAwait(false);
}
