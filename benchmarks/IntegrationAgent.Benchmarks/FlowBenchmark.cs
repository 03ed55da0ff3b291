using System.Diagnostics;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace IntegrationAgent.Benchmarks;

/// <summary>The flow's data path, whole: simulated org → jailed driver host → broker → jailed script host → ledger → jailed driver host → SQLite, verified.</summary>
internal static class FlowBenchmark
{
    private const string Name = "lead-sync";

    private const string Body = """
        #:package IntegrationAgent.Scripting@1.0.0
        #:package IntegrationAgent.Drivers.Salesforce@1.0.0
        #:package IntegrationAgent.Drivers.Sqlite@1.0.0
        #:property PublishAot=false

        return await Integration.RunAsync(args, async (job, ct) =>
        {
            var leads = job.Connection("salesforce").Query<Lead>();
            await job.Connection("warehouse").EnsureObjectAsync<LeadRow>(row => row.SfId, ct);
            await job.Connection("warehouse").UpsertAsync(
                leads.Select(lead => new LeadRow { SfId = lead.Id, Name = lead.Name, Email = lead.Email, Source = lead.LeadSource }),
                key: row => row.SfId, ct);
        });
        """;

    public static async Task<int> RunAsync(int leads, string sandbox)
    {
        var (elapsed, processes, state) = await OnceAsync(leads, sandbox);
        Console.WriteLine($"{leads:N0} leads, {state}: {leads / elapsed.TotalSeconds:N0} records/s, {elapsed.TotalSeconds:N2} s");
        foreach (var (name, (cpu, peak)) in processes.OrderBy(item => item.Key, StringComparer.Ordinal))
            Console.WriteLine($"    {name,-24} {cpu * 1e6 / leads,8:N2} µs/record   peak {peak / 1048576.0,6:N0} MB");
        return state == "Succeeded" ? 0 : 1;
    }

    public static async Task<int> CompareMemoryAsync(int few, int many, string sandbox)
    {
        var small = await OnceAsync(few, sandbox);
        var large = await OnceAsync(many, sandbox);
        var worst = 1.0;
        foreach (var kind in small.Processes.Keys.Select(key => key[..key.IndexOf('/')]).Distinct().Where(kind => kind != "agent").Order(StringComparer.Ordinal))
        {
            var before = small.Processes.Where(item => item.Key.StartsWith(kind, StringComparison.Ordinal)).Max(item => item.Value.Peak);
            var after = large.Processes.Where(item => item.Key.StartsWith(kind, StringComparison.Ordinal)).Max(item => item.Value.Peak);
            worst = Math.Max(worst, (double)after / before);
            Console.WriteLine($"{kind,-16} {few:N0} leads {before / 1048576.0,6:N0} MB   {many:N0} leads {after / 1048576.0,6:N0} MB   ratio {(double)after / before:N2}");
        }

        Console.WriteLine("The agent's own process also holds the simulated org here, and is left out.");
        return worst <= 1.2 ? 0 : 1;
    }

    private static async Task<(TimeSpan Elapsed, IReadOnlyDictionary<string, (double Cpu, long Peak)> Processes, string State)> OnceAsync(int leads, string sandbox)
    {
        await using var simulator = await SalesforceSimulator.StartAsync(new SimulatorOptions { Leads = leads, Seed = 1 });
        var folder = Directory.CreateTempSubdirectory("intagent-bench-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        var workspace = Workspace.Create(folder, new WorkspaceConfiguration { Name = "bench", Policy = new WorkspacePolicy { SingleUser = true } });
        await File.WriteAllTextAsync(Path.Combine(folder, ".env"), $"SF_CLIENT_ID={simulator.ClientId}\nSF_CLIENT_SECRET={simulator.ClientSecret}\n");
        File.SetUnixFileMode(Path.Combine(folder, ".env"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var host = await AgentHost.OpenAsync(workspace, new AgentHostOptions { Environment = _ => null, Sandbox = sandbox }, CancellationToken.None);
        var feed = LocalFeed.Find() ?? throw new InvalidOperationException("Build src/IntegrationAgent.Cli first.");
        foreach (var package in (string[])["IntegrationAgent.Drivers.Salesforce", "IntegrationAgent.Drivers.Sqlite"])
            await host.Drivers.AddAsync(new AddDriverRequest { PackageId = package, VersionRange = feed.Version, Feeds = [feed.Folder] });
        host.Connections.Save(new ConnectionDefinition { Name = "salesforce", DriverId = "salesforce", Settings = new Dictionary<string, string> { ["login_url"] = simulator.Address.ToString(), ["instance_url"] = simulator.Address.ToString() } });
        host.Connections.Save(new ConnectionDefinition { Name = "warehouse", DriverId = "sqlite", Settings = new Dictionary<string, string> { ["path"] = "data/warehouse.db" } });
        var service = new IntegrationService(host, new ScriptValidator());
        var integration = workspace.Integration(Name);
        RequirementsFile.Write(integration, Sheet);
        integration.WriteScript(await service.WithBindingsAsync(Body, Sheet, CancellationToken.None));
        await service.DryRunAsync(Name, 1, null, CancellationToken.None);
        await service.DecideAsync(new ApprovalRequest { Integration = Name, Approved = true, Requester = "bench", Approver = "bench", Reason = "to measure the data path" }, CancellationToken.None);
        await host.DisconnectAsync("salesforce");
        await host.DisconnectAsync("warehouse");
        using var meter = new ProcessMeter(("script host", "IntegrationAgent.ScriptHost.dll"), ("driver hosts", "IntegrationAgent.DriverHost.dll"), ("agent", "IntegrationAgent.Benchmarks.dll"));
        var clock = Stopwatch.StartNew();
        var report = await service.RunAsync(Name, resume: false, now: null, progress: null, CancellationToken.None);
        var elapsed = clock.Elapsed;
        var processes = meter.Stop();
        if (report.Message is not null)
            Console.Error.WriteLine($"{report.Code}: {report.Message}");
        return (elapsed, processes, report.State.ToString());
    }

    private static RequirementsSheet Sheet { get; } = new()
    {
        Integration = Name,
        Request = "sync leads from Salesforce to the warehouse",
        Source = new ObjectChoice("salesforce", "Lead"),
        Target = new ObjectChoice("warehouse", "leads"),
        Fields =
        [
            Map("Id", "sf_id"), Map("Name", "name"), Map("Email", "email"), Map("LeadSource", "source"),
        ],
        SourceKey = "Id",
        TargetKey = "sf_id",
        Conflict = ConflictRule.SourceWins,
        Deletes = SourceDeleteRule.Ignore,
        CreateTarget = true,
    };

    private static FieldMapping Map(string source, string target) => new() { Asked = target, SourceField = source, TargetField = target, Type = FieldType.String };
}
