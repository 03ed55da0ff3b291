using System.Text.Json.Nodes;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Commands;
using IntegrationAgent.Cli.Terminal;
using IntegrationAgent.Cli.Views;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace IntegrationAgent.Cli.Demo;

/// <summary>Steps 1 and 2: an org, a workspace, drivers as packages, connections.</summary>
internal sealed partial class DemoRun
{
    private static readonly string[] Counted = ["Lead", "Campaign", "CampaignMember", "Account", "Contact", "Opportunity"];

    private async Task<SalesforceSimulator> StartOrgAsync(CancellationToken cancellationToken)
    {
        Step(1, "An org to sync from");
        var since = Time.GetTimestamp();
        var started = await SimulatorArguments.StartAsync(
            new SimulatorOptions { Leads = options.Leads, Seed = options.Seed, OrgFile = options.OrgFile, TimeProvider = Time },
            cancellationToken).ConfigureAwait(false);
        Took("simulator", since);
        var counts = Counted.Append(started.SourceObject).Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Count: started.CountRecords(name)))
            .Where(one => one.Count > 0)
            .ToList();
        screen.Done($"a Salesforce-shaped server at {Address(started)}{(options.OrgFile is null ? "" : $", as {Path.GetFileName(options.OrgFile)} says")}, seed {options.Seed}");
        screen.Text(string.Join(" · ", counts.Select(one => $"{Show.Count(one.Count)} {one.Name}")), 4);
        session.Result["org"] = new JsonObject
        {
            ["address"] = Address(started),
            ["sourceObject"] = started.SourceObject,
            ["records"] = CliJson.Node(counts.ToDictionary(one => one.Name, one => one.Count)),
        };
        return started;
    }

    private async Task MakeWorkspaceAsync(CancellationToken cancellationToken)
    {
        Step(2, "A workspace, and drivers as NuGet packages");
        var since = Time.GetTimestamp();
        var feed = LocalFeed.Find();
        var folder = options.Workspace ?? Directory.CreateTempSubdirectory("intagent-demo-").FullName;
        session.Use(Workspace.Create(
            folder,
            new WorkspaceConfiguration { Name = "demo", Policy = new WorkspacePolicy { SingleUser = true }, Feeds = [feed.Folder] }));
        session.Result["workspace"] = folder;
        screen.Text($"workspace {folder}", 4, Tone.Dim);
        screen.Text($"feed {feed.Folder}", 4, Tone.Dim);
        host = await session.HostAsync(cancellationToken).ConfigureAwait(false);
        service = await session.ServiceAsync(cancellationToken).ConfigureAwait(false);
        var drivers = new JsonArray();
        foreach (var id in (string[])["IntegrationAgent.Drivers.Salesforce", "IntegrationAgent.Drivers.Sqlite"])
        {
            var driver = await DriverWork.AddAsync(session, id, feed.Version, [feed.Folder], [], [], SignaturePolicy.Warn, cancellationToken).ConfigureAwait(false);
            screen.Done($"{driver.PackageId} {driver.Version}");
            screen.Pairs(
            [
                ("sha512", Show.Hash(driver.Sha512) + $"  ({driver.Packages[0].Signature}; {driver.Packages.Count} packages, {driver.Files.Count} files, each hashed again at load)"),
                ("can", string.Join(", ", driver.Manifest.Verbs)),
                ("its code", DriverView.Capabilities(driver)),
                ("its author claims", DriverView.Claim(driver)),
            ], 4);
            drivers.Add(DriverView.ToJson(driver));
        }

        session.Result["drivers"] = drivers;
        screen.Text("locked in drivers.lock.json", 4, Tone.Dim);
        Took("drivers", since);
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var since = Time.GetTimestamp();
        EnvFileWriter.Append(host.Workspace.Paths.DotEnv, [("SALESFORCE__SF_CLIENT_ID", simulator.ClientId), ("SALESFORCE__SF_CLIENT_SECRET", simulator.ClientSecret)]);
        await host.SaveConnectionAsync(new ConnectionDefinition
        {
            Name = Source,
            DriverId = "salesforce",
            Settings = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["login_url"] = Address(simulator) },
        }, cancellationToken).ConfigureAwait(false);
        await host.SaveConnectionAsync(new ConnectionDefinition
        {
            Name = Target,
            DriverId = "sqlite",
            Settings = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["path"] = Path.Combine("data", "warehouse.db") },
        }, cancellationToken).ConfigureAwait(false);
        foreach (var name in (string[])[Source, Target])
        {
            var connection = await host.ConnectAsync(name, cancellationToken).ConfigureAwait(false);
            var scopes = connection.Identity.Scopes.Count > 0 ? $", scopes {string.Join(", ", connection.Identity.Scopes)}" : "";
            screen.Done($"{name}: {connection.Identity.System} as {connection.Identity.Identity}{scopes}; its driver runs in a process of its own ({connection.Isolation})");
        }

        // Ready before the script is.
        await host.WarmAsync(cancellationToken).ConfigureAwait(false);
        Took("connect", since);
    }

    private string DatabasePath => Path.Combine(host.Workspace.Paths.Root, "data", "warehouse.db");

    private static string Address(SalesforceSimulator simulator) => simulator.Address.ToString().TrimEnd('/');
}
