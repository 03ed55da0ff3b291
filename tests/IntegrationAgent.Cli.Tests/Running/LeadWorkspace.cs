using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace IntegrationAgent.Cli.Tests.Running;

/// <summary>A workspace with both drivers and connections to a small org, a copy of what the commands themselves made once.</summary>
internal sealed class LeadWorkspace : IAsyncDisposable
{
    public const string Request = "I want to sync leads from Salesforce to the warehouse: name, email, how they got to us. Only the last 30 days.";
    private readonly TemporaryFolder folder = new();

    private LeadWorkspace(SalesforceSimulator simulator) => Simulator = simulator;

    public SalesforceSimulator Simulator { get; }

    public string Path => folder.Path;

    public string Script => folder.File("integrations", "lead-sync", "script.cs");

    public string Database => folder.File("data", "warehouse.db");

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public static async Task<LeadWorkspace> CreateAsync(bool connect = true, int leads = 300)
    {
        var simulator = await SalesforceSimulator.StartAsync(new SimulatorOptions { Leads = leads }, TestContext.Current.CancellationToken);
        var workspace = new LeadWorkspace(simulator);
        workspace.Variables["SALESFORCE__SF_CLIENT_ID"] = simulator.ClientId;
        workspace.Variables["SALESFORCE__SF_CLIENT_SECRET"] = simulator.ClientSecret;
        await WorkspaceTemplate.CopyAsync(workspace.Path);
        if (connect)
        {
            var connections = IntegrationAgent.Agent.Workspaces.Workspace.Open(workspace.Path).Connections(new SecretScrubber());
            connections.Save(new ConnectionDefinition { Name = "salesforce", DriverId = "salesforce", Settings = new Dictionary<string, string> { ["login_url"] = simulator.Address.ToString().TrimEnd('/') } });
            connections.Save(new ConnectionDefinition { Name = "warehouse", DriverId = "sqlite", Settings = new Dictionary<string, string> { ["path"] = "data/warehouse.db" } });
        }

        return workspace;
    }

    /// <summary>A workspace whose integration is planned and approved.</summary>
    public static async Task<LeadWorkspace> CreateApprovedAsync(int leads = 300)
    {
        var workspace = await CreateAsync(leads: leads);
        await workspace.ApproveAsync();
        return workspace;
    }

    /// <summary>Asks, plans and approves three runs.</summary>
    public async Task ApproveAsync()
    {
        (await RunAsync("ask", Request, "--best")).Expect(0);
        (await RunAsync("dry-run", "lead-sync")).Expect(0);
        (await RunAsync("approve", "lead-sync", "--reason", "The preview is what was asked for.", "--runs", "3")).Expect(0);
    }

    public Task<Answer> RunAsync(params string[] arguments) => Intagent.RunAsync(Path, arguments, Variables);

    public async ValueTask DisposeAsync()
    {
        await Simulator.DisposeAsync();
        folder.Dispose();
    }
}
