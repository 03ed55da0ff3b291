using System.Diagnostics;
using System.Globalization;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Benchmarks.Postgres;

/// <summary>The whole way: driver host → broker → script host → ledger → driver host, approved, sandboxed and verified.</summary>
internal static class Sync
{
    private const string Name = "leads";

    /// <summary>Runs once. Dry run and approval come before the clock starts; verification is within.</summary>
    public static async Task<SyncResult> RunAsync(PostgresServer server, string? sourceDatabase, OrgProcess? org, string targetDatabase, string sandbox)
    {
        var folder = Directory.CreateTempSubdirectory("intagent-bench-").FullName;
        try
        {
            var workspace = Workspace.Create(folder, new WorkspaceConfiguration { Name = "bench", Policy = new WorkspacePolicy { SingleUser = true } });
            var secrets = Path.Combine(folder, ".env");
            await File.WriteAllTextAsync(secrets, $"PGUSER={PostgresServer.User}\nPGPASSWORD={server.Password}\nSF_ACCESS_TOKEN={org?.Token}\n");
            File.SetUnixFileMode(secrets, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            await using var host = await AgentHost.OpenAsync(workspace, new AgentHostOptions { Environment = _ => null, Sandbox = sandbox }, CancellationToken.None);
            var feed = LocalFeed.Find() ?? throw new InvalidOperationException("Build src/IntegrationAgent.Cli first.");
            foreach (var package in (string[])["IntegrationAgent.Drivers.Salesforce", "IntegrationAgent.Drivers.Postgres"])
                await host.Drivers.AddAsync(new AddDriverRequest { PackageId = package, VersionRange = feed.Version, Feeds = [feed.Folder], AcceptedUnproven = package.EndsWith("Postgres", StringComparison.Ordinal) ? ["query", "write", "bulk_write", "write_probe", "schema_edit", "change_feed", "native_query", "operations"] : [] });
            if (org is not null)
                host.Connections.Save(new ConnectionDefinition { Name = "source", DriverId = "salesforce", Settings = new Dictionary<string, string> { ["auth"] = "access_token", ["login_url"] = org.Address.ToString(), ["instance_url"] = org.Address.ToString() } });
            foreach (var (name, database) in ((string, string?)[])[("source", sourceDatabase), ("target", targetDatabase)])
            {
                if (database is not null)
                    host.Connections.Save(new ConnectionDefinition { Name = name, DriverId = "postgres", Settings = new Dictionary<string, string> { ["host"] = PostgresServer.Host, ["port"] = server.Port.ToString(CultureInfo.InvariantCulture), ["database"] = database } });
            }

            var service = new IntegrationService(host, new ScriptValidator());
            var integration = workspace.Integration(Name);
            var sheet = new RequirementsSheet
            {
                Integration = Name,
                Request = "copy leads",
                Source = new ObjectChoice("source", org is null ? "leads" : "Lead"),
                Target = new ObjectChoice("target", "leads"),
                Fields = Tables.Mapping(org is not null),
                SourceKey = org is null ? "id" : "Id",
                TargetKey = "id",
                Conflict = ConflictRule.SourceWins,
                Deletes = SourceDeleteRule.Ignore,
            };
            RequirementsFile.Write(integration, sheet);
            integration.WriteScript(await service.WithBindingsAsync(Body(org is not null), sheet, CancellationToken.None));
            await service.DryRunAsync(Name, 1, null, CancellationToken.None);
            await service.DecideAsync(new ApprovalRequest { Integration = Name, Approved = true, Requester = "bench", Approver = "bench", Reason = "to measure the data path" }, CancellationToken.None);
            await host.DisconnectAsync("source");
            await host.DisconnectAsync("target");
            GC.Collect();
            using var meter = new ProcessMeter(("script host", "IntegrationAgent.ScriptHost.dll"), ("driver host", "IntegrationAgent.DriverHost.dll"), ("agent", "net10.0/Postgres.Benchmarks\0"));
            using var own = Process.GetCurrentProcess();
            var before = own.TotalProcessorTime;
            var clock = Stopwatch.StartNew();
            var report = await service.RunAsync(Name, resume: false, now: null, progress: null, CancellationToken.None);
            var elapsed = clock.Elapsed;
            var processes = meter.Stop();
            own.Refresh();
            if (report.Message is not null)
                Console.Error.WriteLine($"{report.Code}: {report.Message}");
            return new SyncResult(elapsed, report.State.ToString(), report.Counts.Created, own.TotalProcessorTime - before, processes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Body(bool fromOrg)
    {
        var type = fromOrg ? "Lead" : "Leads";
        var assignments = string.Join(", ", Tables.Fields.Select(field => $"{field.Property} = lead.{(fromOrg ? field.Source : field.Property)}"));
        return $$"""
            #:package IntegrationAgent.Scripting@1.0.0
            #:package IntegrationAgent.Drivers.Postgres@1.0.0
            {{(fromOrg ? "#:package IntegrationAgent.Drivers.Salesforce@1.0.0" : "")}}
            #:property PublishAot=false

            return await Integration.RunAsync(args, async (job, ct) =>
            {
                var leads = job.Connection("source").Query<{{type}}>();
                await job.Connection("target").UpsertAsync(
                    leads.Select(lead => new LeadRow { {{assignments}} }),
                    key: row => row.Id, ct);
            });
            """.Replace("\n\n#:property", "\n#:property", StringComparison.Ordinal);
    }
}
