using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.Tests.State;

/// <summary>A workspace in a folder of its own that goes when the test ends.</summary>
internal sealed class TemporaryWorkspace : IDisposable
{
    public TemporaryWorkspace(int checkpointEvery = 256)
    {
        Root = Path.Combine(Path.GetTempPath(), "intagent-" + Path.GetRandomFileName());
        Workspace = Workspace.Create(Root, new WorkspaceConfiguration { Name = "test", Audit = new AuditSettings { CheckpointEvery = checkpointEvery } });
    }

    public string Root { get; }

    public Workspace Workspace { get; }

    public WorkspacePaths Paths => Workspace.Paths;

    public string Target => Path.Combine(Root, "target.log");

    public Task<IStateStore> OpenAsync(TimeProvider? time = null, StateOptions? options = null) =>
        Workspace.OpenStateAsync(options ?? new StateOptions { Time = time ?? TimeProvider.System }, TestContext.Current.CancellationToken);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
