using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.State;

/// <summary>Opens state stores.</summary>
internal static class StateStore
{
    public static Task<IStateStore> OpenAsync(WorkspacePaths paths, AuditSettings audit, StateOptions options, CancellationToken cancellationToken) =>
        throw new AgentException(StateErrorCodes.Unavailable, $"{paths.StateDatabase} cannot be opened.", "Use a newer build.", ExitCode.Fault);
}
