using IntegrationAgent.Agent.Authoring;
using IntegrationAgent.Agent.Authoring.Dialog;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Drivers.Salesforce.Simulator;
using IntegrationAgent.Testing;
using Microsoft.Data.Sqlite;

namespace IntegrationAgent.Agent.Tests.Authoring;

/// <summary>A workspace with a simulated org and databases, on real driver processes.</summary>
internal sealed class AuthoringBench : IAsyncDisposable
{
    private static readonly ScriptValidator Validator = new();
    private readonly string folder;
    private readonly SalesforceSimulator? simulator;

    private AuthoringBench(string folder, SalesforceSimulator? simulator, AgentHost host)
    {
        this.folder = folder;
        this.simulator = simulator;
        Host = host;
        Service = new IntegrationService(host, Validator);
    }

    public AgentHost Host { get; }

    public IntegrationService Service { get; }

    public AuthoringService Authoring => new(Host, Service);

    public AuthoringGround Ground => new(Host, Service);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An org, and an empty warehouse.</summary>
    public static async Task<AuthoringBench> OrgAsync(string? orgFile = null, ModelSettings? model = null)
    {
        var simulator = await SalesforceSimulator.StartAsync(
            new SimulatorOptions { Leads = 200, Seed = 7, OrgFile = orgFile is null ? null : Path.Combine(RepositoryRoot.Path, "samples", "orgs", orgFile) }, Token);
        var bench = await StartAsync(simulator, model, $"SF_CLIENT_ID={simulator.ClientId}\nSF_CLIENT_SECRET={simulator.ClientSecret}\nOPENAI_API_KEY=sk-bench-4711-canary-0815\n");
        bench.Host.Connections.Save(new ConnectionDefinition
        {
            Name = "salesforce",
            DriverId = "salesforce",
            Settings = new Dictionary<string, string> { ["login_url"] = simulator.Address.ToString(), ["instance_url"] = simulator.Address.ToString() },
        });
        bench.Database("warehouse");
        return bench;
    }

    /// <summary>Two databases: a shop with customers and orders, and an empty archive.</summary>
    public static async Task<AuthoringBench> ShopAsync(params string[] archive)
    {
        var bench = await StartAsync(null, null, "");
        bench.Database(
            "shop",
            "create table customers (id integer primary key, full_name text not null, email text, city text, signup_date date, loyalty_points integer)",
            "create table orders (id integer primary key, customer_id integer references customers(id), total decimal(10,2), placed_at timestamp, state text)",
            "insert into customers values (1, 'Ada L', 'ada@example.com', 'London', '2026-01-05', 7), (2, 'Bo M', 'bo@example.com', 'Oslo', '2026-02-05', 9)",
            "insert into orders values (10, 1, '12.50', '2026-02-01T10:00:00Z', 'paid')");
        bench.Database("archive", archive);
        return bench;
    }

    public Task<AuthoringResult> AskAsync(string request, IDialog dialog) => Authoring.AskAsync(new AuthoringRequest { Text = request }, dialog, Token);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        if (simulator is not null)
            await simulator.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<AuthoringBench> StartAsync(SalesforceSimulator? simulator, ModelSettings? model, string dotEnv)
    {
        var folder = Directory.CreateTempSubdirectory("intagent-authoring-").FullName;
        var workspace = Workspace.Create(folder, new WorkspaceConfiguration { Name = "authoring", Model = model ?? new ModelSettings() });
        await File.WriteAllTextAsync(Path.Combine(folder, ".env"), dotEnv, Token);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(folder, ".env"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var host = await AgentHost.OpenAsync(workspace, new AgentHostOptions { Environment = _ => null, Sandbox = "jail" }, Token);
        var feed = LocalFeed.Open(Path.Combine(RepositoryRoot.Path, "artifacts", "feed"));
        var packages = simulator is null ? (string[])["IntegrationAgent.Drivers.Sqlite"] : ["IntegrationAgent.Drivers.Salesforce", "IntegrationAgent.Drivers.Sqlite"];
        foreach (var package in packages)
            await host.Drivers.AddAsync(new AddDriverRequest { PackageId = package, VersionRange = feed.Version, Feeds = [feed.Folder] }, Token);
        return new AuthoringBench(folder, simulator, host);
    }

    private void Database(string name, params string[] statements)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, name)).FullName, name + ".db");
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            foreach (var statement in statements)
            {
                using var command = connection.CreateCommand();
                command.CommandText = statement;
                command.ExecuteNonQuery();
            }
        }

        Host.Connections.Save(new ConnectionDefinition { Name = name, DriverId = "sqlite", Settings = new Dictionary<string, string> { ["path"] = $"{name}/{name}.db" } });
    }
}
