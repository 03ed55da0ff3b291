using IntegrationAgent.Agent.State.Sql;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.State;

/// <summary>Where a workspace keeps its state: in its own file, or on a server that it shares.</summary>
internal sealed class StateLocation
{
    private StateLocation(WorkspacePaths paths, string checkpointPath, PostgresAddress? server)
    {
        Paths = paths;
        CheckpointPath = checkpointPath;
        Server = server;
    }

    public WorkspacePaths Paths { get; }

    /// <summary>The file of the signed checkpoints.</summary>
    public string CheckpointPath { get; }

    /// <summary>Null: the workspace's own file.</summary>
    public PostgresAddress? Server { get; }

    /// <exception cref="AgentException"><c>E-STA-ADDRESS</c>: the variable that the configuration names is not set, or holds no address.</exception>
    public static StateLocation Of(Workspace workspace, Func<string, string?> findSecret)
    {
        var settings = workspace.Configuration.State;
        var checkpoints = Path.GetFullPath(workspace.Configuration.Audit.CheckpointFile, workspace.Paths.Root);
        if (settings.Store == "sqlite")
            return new StateLocation(workspace.Paths, checkpoints, null);
        var text = findSecret(settings.AddressVariable) ?? throw new AgentException(
            StateErrorCodes.Address,
            $"intagent.json says that the state is on a server, and {settings.AddressVariable} is set nowhere.",
            $"Set {settings.AddressVariable} in the environment or in .env: Host=…;Database=…;Username=…;Password=…",
            ExitCode.Usage);
        return new StateLocation(workspace.Paths, checkpoints, PostgresAddress.Parse(text, settings.AddressVariable, settings.Schema));
    }
}
