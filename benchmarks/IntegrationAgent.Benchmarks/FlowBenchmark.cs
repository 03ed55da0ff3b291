using System.Diagnostics;
using System.Globalization;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Benchmarks;

/// <summary>
/// The flow's data path, whole: simulated org → jailed driver host → broker → jailed script host → ledger → jailed driver host → SQLite, verified.
/// The org has a process of its own, so that what is said of the agent is the agent's.
/// </summary>
internal static class FlowBenchmark
{
    private const string Name = "lead-sync";
    private const double MostGrowth = 1.2;

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

    /// <summary>One flow in this process; its last lines are what <see cref="CompareMemoryAsync"/> reads.</summary>
    public static async Task<int> RunAsync(int leads, string sandbox)
    {
        var (elapsed, processes, state) = await OnceAsync(leads, sandbox);
        Console.WriteLine($"{leads:N0} leads, {state}: {leads / elapsed.TotalSeconds:N0} records/s, {elapsed.TotalSeconds:N2} s");
        foreach (var (name, (cpu, peak)) in processes.OrderBy(item => item.Key, StringComparer.Ordinal))
            Console.WriteLine($"    {name,-24} {cpu * 1e6 / leads,8:N2} µs/record   peak {peak / 1048576.0,6:N1} MB");
        return state == "Succeeded" ? 0 : 1;
    }

    /// <summary>Two flows, each in processes of its own: the most memory (PSS) of each process from its start to its end, in a dry run and a run.</summary>
    public static async Task<int> CompareMemoryAsync(int few, int many, string sandbox)
    {
        var small = await PeaksAsync(few, sandbox);
        var large = await PeaksAsync(many, sandbox);
        var worst = 0.0;
        Console.WriteLine($"{"most memory (PSS) of",-24} {few,10:N0} leads {many,10:N0} leads   ratio");
        foreach (var (name, before) in small.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            var ratio = large[name] / before;
            worst = Math.Max(worst, ratio);
            Console.WriteLine($"{name,-24} {before,13:N1} MB {large[name],13:N1} MB   {ratio:N2}");
        }

        Console.WriteLine($"worst ratio {worst:N2}, asked ≤ {MostGrowth:N2}: {(worst <= MostGrowth ? "flat" : "NOT FLAT")}");
        return worst <= MostGrowth ? 0 : 1;
    }

    private static async Task<Dictionary<string, double>> PeaksAsync(int leads, string sandbox)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(FlowBenchmark).Assembly.Location);
        foreach (var argument in (string[])["flow", "--leads", leads.ToString(CultureInfo.InvariantCulture), "--sandbox", sandbox])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(text);
        return text.Split('\n').Where(line => line.Contains(" peak ", StringComparison.Ordinal)).ToDictionary(
            line => line[..28].Trim(),
            line => double.Parse(line[(line.IndexOf(" peak ", StringComparison.Ordinal) + 6)..].Replace("MB", "", StringComparison.Ordinal), NumberStyles.Number, CultureInfo.InvariantCulture),
            StringComparer.Ordinal);
    }

    private static async Task<(TimeSpan Elapsed, IReadOnlyDictionary<string, (double Cpu, long Peak)> Processes, string State)> OnceAsync(int leads, string sandbox)
    {
        await using var org = await OrgProcess.StartAsync(leads);
        var folder = Directory.CreateTempSubdirectory("intagent-bench-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        var workspace = Workspace.Create(folder, new WorkspaceConfiguration { Name = "bench", Policy = new WorkspacePolicy { SingleUser = true } });
        await File.WriteAllTextAsync(Path.Combine(folder, ".env"), $"SF_CLIENT_ID={org.ClientId}\nSF_CLIENT_SECRET={org.ClientSecret}\n");
        File.SetUnixFileMode(Path.Combine(folder, ".env"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var meter = new ProcessMeter(("script host", "IntegrationAgent.ScriptHost.dll"));
        meter.Add("agent", Environment.ProcessId);
        await using var host = await AgentHost.OpenAsync(workspace, new AgentHostOptions { Environment = _ => null, Sandbox = sandbox }, CancellationToken.None);
        var feed = LocalFeed.Find() ?? throw new InvalidOperationException("Build src/IntegrationAgent.Cli first.");
        foreach (var package in (string[])["IntegrationAgent.Drivers.Salesforce", "IntegrationAgent.Drivers.Sqlite"])
            await host.Drivers.AddAsync(new AddDriverRequest { PackageId = package, VersionRange = feed.Version, Feeds = [feed.Folder] });
        host.Connections.Save(new ConnectionDefinition { Name = "salesforce", DriverId = "salesforce", Settings = new Dictionary<string, string> { ["login_url"] = org.Address, ["instance_url"] = org.Address } });
        host.Connections.Save(new ConnectionDefinition { Name = "warehouse", DriverId = "sqlite", Settings = new Dictionary<string, string> { ["path"] = "data/warehouse.db" } });
        var service = new IntegrationService(host, new ScriptValidator());
        var integration = workspace.Integration(Name);
        RequirementsFile.Write(integration, Sheet);
        await WatchAsync(meter, host);
        integration.WriteScript(await service.WithBindingsAsync(Body, Sheet, CancellationToken.None));
        await service.DryRunAsync(Name, 1, null, CancellationToken.None);
        await service.DecideAsync(new ApprovalRequest { Integration = Name, Approved = true, Requester = "bench", Approver = "bench", Reason = "to measure the data path" }, CancellationToken.None);
        await host.DisconnectAsync("salesforce");
        await host.DisconnectAsync("warehouse");
        await WatchAsync(meter, host);
        meter.RestartProcessorTime();
        var clock = Stopwatch.StartNew();
        var report = await service.RunAsync(Name, resume: false, now: null, progress: null, CancellationToken.None);
        var elapsed = clock.Elapsed;
        var processes = meter.Stop();
        if (report.Message is not null)
            Console.Error.WriteLine($"{report.Code}: {report.Message}");
        return (elapsed, processes, report.State.ToString());
    }

    private static async Task WatchAsync(ProcessMeter meter, AgentHost host)
    {
        foreach (var name in (string[])["salesforce", "warehouse"])
        {
            if (await host.ConnectAsync(name, CancellationToken.None) is DriverConnection connection)
                meter.Add($"driver host {name}", connection.ProcessId);
        }
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
