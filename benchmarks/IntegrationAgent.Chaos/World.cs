using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Driver;
using IntegrationAgent.Testing;
using Microsoft.Data.Sqlite;

namespace IntegrationAgent.Chaos;

/// <summary>One change that the target system itself noted, by triggers of ours.</summary>
internal sealed record NotedEffect(string Key, string Operation, string Value);

/// <summary>
/// A source, a target and a workspace between them, each system behind a way that can be cut. The target notes every change that is made to it,
/// so that what happened is asked of the target and not of the product.
/// </summary>
internal abstract class World : IAsyncDisposable
{
    private static readonly string[] Unproven = ["query", "write", "bulk_write", "write_probe", "schema_edit", "change_feed", "native_query", "operations"];
    private static readonly ScriptValidator Validator = new();

    public const string Org = "org", Databases = "databases", Team = "team";

    protected World() => Folder = Directory.CreateTempSubdirectory("intagent-chaos-").FullName;

    /// <summary>The workspace.</summary>
    public string Folder { get; }

    /// <summary>The way to the source.</summary>
    public abstract TcpProxy Source { get; }

    /// <summary>The way to the target; null where that is a file.</summary>
    public virtual TcpProxy? Target => null;

    /// <summary>The way to the state; null where that is a file.</summary>
    public virtual TcpProxy? State => null;

    /// <summary>Whether another process must wait until the lease of a dead one has passed.</summary>
    public bool HasSharedState => State is not null;

    protected Workspace Workspace { get; private set; } = null!;

    /// <summary>Makes the world, with approved integrations that ran once.</summary>
    public static async Task<World> CreateAsync(string name, int rows, CancellationToken cancellationToken)
    {
        World world = name == Org ? new OrgWorld(rows) : new DatabaseWorld(rows, shared: name == Team);
        try
        {
            await world.SetUpAsync(cancellationToken);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Changes some records of the source, each time others; empties the target of an integration that only inserts. Forgets what the target has noted.</summary>
    public abstract Task PrepareAsync(string integration, Random random, CancellationToken cancellationToken);

    /// <summary>Changes, adds and removes records of the source, while a run reads it.</summary>
    public abstract Task MutateSourceAsync(Random random, CancellationToken cancellationToken);

    public abstract Task<Dictionary<string, string>> SourceRowsAsync(string integration, CancellationToken cancellationToken);

    public abstract Task<List<(string Key, string Value)>> TargetRowsAsync(string integration, CancellationToken cancellationToken);

    /// <summary>What the target has noted since <see cref="PrepareAsync"/>, in order.</summary>
    public abstract Task<List<NotedEffect>> EffectsAsync(string integration, CancellationToken cancellationToken);

    /// <summary>Ends the source system at once, as a crash does.</summary>
    public abstract Task KillSourceAsync(CancellationToken cancellationToken);

    /// <summary>Starts the source system again.</summary>
    public abstract Task StartSourceAsync(CancellationToken cancellationToken);

    /// <summary>A process of the source system that can be stopped.</summary>
    public abstract int? SourceProcess { get; }

    /// <summary>Opens the state store here, for the oracle.</summary>
    public Task<IStateStore> OpenStateAsync(CancellationToken cancellationToken) => Workspace.OpenStateAsync(new StateOptions(), cancellationToken);

    public AgentProcess Start(string? fault, params string[] arguments) => AgentProcess.Start(Folder, fault, null, arguments);

    public AgentProcess StartWithLimit(int kilobytes, params string[] arguments) => AgentProcess.Start(Folder, null, kilobytes, arguments);

    /// <summary>SQL on the state behind the product's back, where that is a file; the first value of the answer.</summary>
    public object? Ledger(string sql, object? value = null)
    {
        using var connection = new SqliteConnection($"Data Source={Workspace.Paths.StateDatabase};Pooling=False;Default Timeout=20");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (value is not null)
            command.Parameters.AddWithValue("$1", value);
        return command.ExecuteScalar();
    }

    /// <summary>Every way leads on again.</summary>
    public void Heal()
    {
        Source.Clear();
        Target?.Clear();
        State?.Clear();
    }

    public virtual ValueTask DisposeAsync()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // A process that is about to end may still write there; the folder is a temporary one.
        }

        return ValueTask.CompletedTask;
    }

    protected abstract Task SetUpAsync(CancellationToken cancellationToken);

    /// <summary>The workspace, its credentials, drivers and connections.</summary>
    protected async Task<AgentHost> OpenAsync(string store, string secrets, IEnumerable<string> packages, IEnumerable<ConnectionDefinition> connections, CancellationToken cancellationToken)
    {
        Workspace = Workspace.Create(Folder, new WorkspaceConfiguration
        {
            Name = "chaos",
            Policy = new WorkspacePolicy { SingleUser = true },
            State = new StateSettings { Store = store },
        });
        var file = Path.Combine(Folder, ".env");
        await File.WriteAllTextAsync(file, secrets, cancellationToken);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var host = await AgentHost.OpenAsync(Workspace, new AgentHostOptions { Environment = _ => null }, cancellationToken);
        try
        {
            var feed = LocalFeed.Open(Path.Combine(RepositoryRoot.Path, "artifacts", "feed"));
            foreach (var package in packages)
            {
                await host.Drivers.AddAsync(
                    new AddDriverRequest { PackageId = package, VersionRange = feed.Version, Feeds = [feed.Folder], AcceptedUnproven = package.EndsWith("Postgres", StringComparison.Ordinal) ? Unproven : [] },
                    cancellationToken);
            }

            foreach (var connection in connections)
                host.Connections.Save(connection);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes sheet and script, makes a dry run and has it approved for as many runs as there will be.</summary>
    protected async Task<IntegrationService> ApproveAsync(AgentHost host, RequirementsSheet sheet, string body, CancellationToken cancellationToken)
    {
        var service = new IntegrationService(host, Validator);
        var integration = Workspace.Integration(sheet.Integration);
        RequirementsFile.Write(integration, sheet);
        integration.WriteScript(await service.WithBindingsAsync(body, sheet, cancellationToken));
        await service.DryRunAsync(sheet.Integration, seed: 1, now: null, cancellationToken);
        await service.DecideAsync(
            new ApprovalRequest { Integration = sheet.Integration, Approved = true, Requester = "ada", Approver = "ada", Reason = "to see what faults do to it", MaxRuns = 100_000 },
            cancellationToken);
        return service;
    }

    protected static async Task RunAsync(IntegrationService service, string integration, CancellationToken cancellationToken)
    {
        var report = await service.RunAsync(integration, resume: false, now: null, progress: null, cancellationToken);
        if (report.State != RunState.Succeeded)
            throw new InvalidOperationException($"The first run of {integration} ended {report.State}: {report.Code} {report.Message}");
    }

    protected static FieldMapping Map(string source, string target, FieldType type = FieldType.String) => new() { Asked = target, SourceField = source, TargetField = target, Type = type };
}
