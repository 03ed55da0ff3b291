using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Testing;
using Npgsql;

namespace IntegrationAgent.Agent.Tests.State;

/// <summary>A workspace in a folder of its own that goes when the test ends; its state is in its own file, or in a new database of a server.</summary>
internal sealed class TemporaryWorkspace : IDisposable
{
    private readonly string? address;

    public TemporaryWorkspace(int checkpointEvery = 256, string? address = null)
    {
        this.address = address;
        Root = Path.Combine(Path.GetTempPath(), "intagent-" + Path.GetRandomFileName());
        Workspace = Workspace.Create(Root, new WorkspaceConfiguration
        {
            Name = "test",
            Audit = new AuditSettings { CheckpointEvery = checkpointEvery },
            State = new StateSettings { Store = address is null ? "sqlite" : "postgres" },
        });
        if (address is null)
            return;
        File.WriteAllText(Path.Combine(Root, ".env"), $"INTAGENT_STATE={address}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(Root, ".env"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public string Root { get; }

    public Workspace Workspace { get; }

    public WorkspacePaths Paths => Workspace.Paths;

    public string Target => Path.Combine(Root, "target.log");

    /// <summary>A workspace over SQLite, or over a new database of the server when there is a fixture.</summary>
    public static async Task<TemporaryWorkspace> CreateAsync(PostgresFixture? postgres, int checkpointEvery = 256)
    {
        var token = TestContext.Current.CancellationToken;
        return new TemporaryWorkspace(checkpointEvery, postgres is null ? null : await (await postgres.ServerAsync(token)).CreateDatabaseAsync(token));
    }

    public Task<IStateStore> OpenAsync(TimeProvider? time = null, StateOptions? options = null) => Workspace.OpenStateAsync(
        options ?? new StateOptions { Time = time ?? TimeProvider.System, UseDatabaseClock = time is null }, TestContext.Current.CancellationToken);

    /// <summary>Changes the store behind its back, as somebody with the database could.</summary>
    public void Edit(string sql)
    {
        if (address is null)
        {
            SqliteEdit.Run(this, sql);
            return;
        }

        using var source = NpgsqlDataSource.Create(address + ";Search Path=intagent;Pooling=false");
        using var command = source.CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
