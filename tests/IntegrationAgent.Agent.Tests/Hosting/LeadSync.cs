using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce.Simulator;
using Microsoft.Data.Sqlite;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>A workspace with a simulated org and an empty warehouse, both drivers installed from the built feed, and a sheet and script for a lead sync.</summary>
internal sealed partial class LeadSync : IAsyncDisposable
{
    public const string Name = "lead-sync";
    private static readonly IntegrationAgent.Agent.Validation.ScriptValidator Validator = new();
    private readonly AgentHostOptions options;

    private LeadSync(string folder, SalesforceSimulator simulator, Workspace workspace, AgentHostOptions options)
    {
        Folder = folder;
        Simulator = simulator;
        Workspace = workspace;
        this.options = options;
    }

    public string Folder { get; }

    public SalesforceSimulator Simulator { get; }

    public Workspace Workspace { get; }

    public AgentHost Host { get; private set; } = null!;

    public IntegrationService Service { get; private set; } = null!;

    public string Database => Path.Combine(Folder, "data", "warehouse.db");

    public string Script => Workspace.Integration(Name).Paths.Script;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<LeadSync> StartAsync(int leads = 300, string sandbox = "jail", IFaultInjector? faults = null, OrgDefinition? org = null)
    {
        var simulator = await SalesforceSimulator.StartAsync(new SimulatorOptions { Leads = leads, Seed = 7, Org = org }, Token);
        var folder = Directory.CreateTempSubdirectory("intagent-flow-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        var workspace = Workspace.Create(folder, new WorkspaceConfiguration { Name = "flow", Policy = new WorkspacePolicy { SingleUser = true } });
        await File.WriteAllTextAsync(Path.Combine(folder, ".env"), $"SF_CLIENT_ID={simulator.ClientId}\nSF_CLIENT_SECRET={simulator.ClientSecret}\n", Token);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(folder, ".env"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var sync = new LeadSync(folder, simulator, workspace, new AgentHostOptions { Environment = _ => null, Sandbox = sandbox, Faults = faults ?? NoFaults.Instance });
        await sync.OpenAsync();
        var feed = LocalFeed.Open(Path.Combine(IntegrationAgent.Testing.RepositoryRoot.Path, "artifacts", "feed"));
        foreach (var package in (string[])["IntegrationAgent.Drivers.Salesforce", "IntegrationAgent.Drivers.Sqlite"])
            await sync.Host.Drivers.AddAsync(new AddDriverRequest { PackageId = package, VersionRange = feed.Version, Feeds = [feed.Folder] }, Token);
        sync.Host.Connections.Save(new ConnectionDefinition
        {
            Name = "salesforce",
            DriverId = "salesforce",
            Settings = new Dictionary<string, string> { ["login_url"] = simulator.Address.ToString(), ["instance_url"] = simulator.Address.ToString() },
        });
        sync.Host.Connections.Save(new ConnectionDefinition { Name = "warehouse", DriverId = "sqlite", Settings = new Dictionary<string, string> { ["path"] = "data/warehouse.db" } });
        await sync.WriteScriptAsync(Body);
        return sync;
    }

    public static RequirementsSheet Sheet { get; } = new()
    {
        Integration = Name,
        Request = "I want to sync leads from Salesforce to the warehouse: name, email, how they got to us. Only the last 30 days.",
        Source = new ObjectChoice("salesforce", "Lead"),
        Target = new ObjectChoice("warehouse", "leads"),
        Fields =
        [
            new FieldMapping { Asked = "the record's id", SourceField = "Id", TargetField = "sf_id", Type = FieldType.String },
            new FieldMapping { Asked = "name", SourceField = "Name", TargetField = "name", Type = FieldType.String },
            new FieldMapping { Asked = "email", SourceField = "Email", TargetField = "email", Type = FieldType.String },
            new FieldMapping { Asked = "how they got to us", SourceField = "LeadSource", TargetField = "source", Type = FieldType.String },
        ],
        Filters = [new FilterRule { Asked = "Only the last 30 days", Field = "CreatedDate", Operator = ComparisonOperator.GreaterOrEqual, DaysBack = 30 }],
        SourceKey = "Id",
        TargetKey = "sf_id",
        ChangeField = "SystemModstamp",
        Conflict = ConflictRule.SourceWins,
        Deletes = SourceDeleteRule.Keep,
        CreateTarget = true,
    };

    public const string Body = """
        #:package IntegrationAgent.Scripting@1.0.0
        #:package IntegrationAgent.Drivers.Salesforce@1.0.0
        #:package IntegrationAgent.Drivers.Sqlite@1.0.0
        #:property PublishAot=false

        return await Integration.RunAsync(args, async (job, ct) =>
        {
            var leads = job.Connection("salesforce").Query<Lead>()
                .Where(lead => lead.CreatedDate >= job.Now.AddDays(-30))
                .ChangedSince(lead => lead.SystemModstamp)
                .WithDeletes(DeleteRule.Keep);

            await job.Connection("warehouse").EnsureObjectAsync<LeadRow>(row => row.SfId, ct);
            await job.Connection("warehouse").UpsertAsync(
                leads.Select(lead => new LeadRow { SfId = lead.Id, Name = lead.Name, Email = lead.Email, Source = lead.LeadSource }),
                key: row => row.SfId, ct);
        });

        """;

    public async Task OpenAsync()
    {
        Host = await AgentHost.OpenAsync(Workspace, options, Token);
        Service = new IntegrationService(Host, Validator);
    }

    public async Task ReopenAsync()
    {
        await Host.DisposeAsync();
        await OpenAsync();
    }

    public async Task WriteScriptAsync(string body)
    {
        var integration = Workspace.Integration(Name);
        RequirementsFile.Write(integration, Sheet);
        integration.WriteScript(await Service.WithBindingsAsync(body, Sheet, Token));
    }

    public async Task<ApprovalRecord> ApproveAsync(int runs = 1)
    {
        await Service.DryRunAsync(Name, seed: 1, now: null, Token);
        return await Service.DecideAsync(Approval(runs: runs), Token);
    }

    public static ApprovalRequest Approval(string reason = "the marketing team needs these leads", int runs = 1) =>
        new() { Integration = Name, Approved = true, Requester = "ada", Approver = "ada", Reason = reason, MaxRuns = runs };

    public void AlterTarget(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public Task<RunReport> RunAsync(bool resume = false) => Service.RunAsync(Name, resume, now: null, progress: null, Token);

    public long Count(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Simulator.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
