using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Benchmarks.Postgres;

/// <summary>
/// The whole way: driver host → broker → script host → ledger → driver host, approved, sandboxed and verified. What runs is the program itself, in a process of
/// its own: its start, its checks and its read-back are within what is measured; dry run and approval come before.
/// </summary>
internal sealed class Sync : IDisposable
{
    private const string Name = "leads";

    /// <summary>Without a compiler for it there is no copy that is compiled ahead of time.</summary>
    private static readonly string Program = File.Exists(Compiled) ? Compiled : Path.Combine(RepositoryRoot.Path, "src", "IntegrationAgent.Cli", "bin", "Release", "net10.0", "intagent.dll");
    private readonly string folder;
    private readonly string sandbox;

    private static string Compiled => Path.Combine(AppContext.BaseDirectory, "intagent", "intagent.dll");

    private Sync(string folder, string sandbox)
    {
        this.folder = folder;
        this.sandbox = sandbox;
    }

    /// <summary>A workspace with an approved integration. The rows are those that are there now.</summary>
    public static async Task<Sync> PrepareAsync(PostgresServer server, string? sourceDatabase, OrgProcess? org, string targetDatabase, string sandbox, long rows)
    {
        var sync = new Sync(Directory.CreateTempSubdirectory("intagent-bench-").FullName, sandbox);
        try
        {
            await sync.PrepareAsync(server, sourceDatabase, org, targetDatabase, rows);
            return sync;
        }
        catch
        {
            sync.Dispose();
            throw;
        }
    }

    /// <summary>Starts a run, or goes on with the one that stopped.</summary>
    public Process Start(bool resume) => Agent(["run", Name, .. resume ? (string[])["--resume"] : []]);

    /// <summary>Runs once, from the start of the program to its end.</summary>
    public async Task<SyncResult> RunAsync(bool resume = false)
    {
        if (!resume)
            await ApproveAsync();
        var clock = Stopwatch.StartNew();
        using var process = Start(resume);
        using var meter = new TreeMeter(process);
        using var answer = await AnswerAsync(process);
        var elapsed = clock.Elapsed;
        var processes = meter.Stop();

        if (process.ExitCode != 0)
            Console.Error.WriteLine(answer.RootElement.ToString());
        if (!answer.RootElement.TryGetProperty("run", out var run))
            throw new InvalidOperationException("Nothing was run.");
        var counts = run.GetProperty("counts");
        var before = elapsed - TimeSpan.Parse(run.GetProperty("elapsed").GetString()!, CultureInfo.InvariantCulture);
        return new SyncResult(elapsed, before, run.GetProperty("state").GetString()!, counts.GetProperty("created").GetInt64(), counts.GetProperty("unchanged").GetInt64(), meter.Peak, processes);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task PrepareAsync(PostgresServer server, string? sourceDatabase, OrgProcess? org, string targetDatabase, long rows)
    {
        // What one page may be more is allowed, and the deadline of a slow machine.
        var caps = new WorkspaceCaps { MaxRows = rows * 2, MaxCreates = rows * 2, MaxCalls = 1_000_000 };
        var workspace = Workspace.Create(folder, new WorkspaceConfiguration { Name = "bench", Policy = new WorkspacePolicy { SingleUser = true, Caps = caps } });
        var secrets = Path.Combine(folder, ".env");
        await File.WriteAllTextAsync(secrets, $"PGUSER={PostgresServer.User}\nPGPASSWORD={server.Password}\nSF_ACCESS_TOKEN={org?.Token}\n");
        File.SetUnixFileMode(secrets, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var host = await AgentHost.OpenAsync(workspace, new AgentHostOptions { Environment = _ => null, Sandbox = sandbox }, CancellationToken.None);
        var feed = LocalFeed.Find() ?? throw new InvalidOperationException("Build src/IntegrationAgent.Cli first.");
        foreach (var package in (string[])["IntegrationAgent.Drivers.Salesforce", "IntegrationAgent.Drivers.Postgres"])
            await host.Drivers.AddAsync(new AddDriverRequest { PackageId = package, VersionRange = feed.Version, Feeds = [feed.Folder], AcceptedUnproven = ["query", "write", "bulk_write", "write_probe", "schema_edit", "change_feed", "native_query", "operations"] });
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
        await host.DisposeAsync();
        await DoneAsync("dry-run", Name);
        await ApproveAsync();
    }

    private Task ApproveAsync() => DoneAsync("approve", Name, "--reason", "to measure the data path");

    private async Task DoneAsync(params string[] command)
    {
        using var process = Agent(command);
        using var answer = await AnswerAsync(process);
        if (process.ExitCode != 0)
            throw new InvalidOperationException(answer.RootElement.ToString());
    }

    private Process Agent(string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments, "--json", "--workspace", folder])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["INTAGENT_SANDBOX"] = sandbox },
    }) ?? throw new InvalidOperationException("The agent did not start.");

    private static async Task<JsonDocument> AnswerAsync(Process process)
    {
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        try
        {
            return JsonDocument.Parse(output);
        }
        catch (JsonException exception)
        {
            throw new InvalidOperationException($"The agent ended with {process.ExitCode}: {await errors}{output}", exception);
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
