using System.Globalization;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Planning;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce.Simulator;
using IntegrationAgent.Testing;
using Microsoft.Data.Sqlite;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>
/// A workspace that copies the table <c>people</c> of an SQLite file into another system: a table <c>taken</c> of another file or of a PostgreSQL database, or the
/// leads of a simulated org. Real packages, in jailed processes.
/// </summary>
internal sealed class TableSync : IAsyncDisposable
{
    public const string Name = "people-sync";
    private static readonly ScriptValidator Validator = new();
    private readonly AgentHostOptions options;
    private readonly PostgresServer? server;
    private readonly string? database;
    private readonly RequirementsSheet sheet;
    private readonly string script;

    private TableSync(string folder, AgentHostOptions options, Workspace workspace, SalesforceSimulator? simulator, PostgresServer? server, string? database, RequirementsSheet sheet, string script)
    {
        Folder = folder;
        this.options = options;
        Workspace = workspace;
        Simulator = simulator;
        this.server = server;
        this.database = database;
        this.sheet = sheet;
        this.script = script;
    }

    public string Folder { get; }

    public Workspace Workspace { get; }

    public SalesforceSimulator? Simulator { get; }

    public AgentHost Host { get; private set; } = null!;

    public IntegrationService Service { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="target">What it is copied into: <c>sqlite</c>, <c>postgres</c> or <c>salesforce</c>.</param>
    /// <param name="fields">The fields, source and target; the first is the key.</param>
    /// <param name="source">Makes and fills the source.</param>
    /// <param name="table">Makes the target's table; empty for an org.</param>
    /// <param name="server">The server for <c>postgres</c>.</param>
    /// <param name="insert">Whether records are inserted instead of upserted by key.</param>
    /// <param name="faults">Told of the points that are passed here.</param>
    public static async Task<TableSync> StartAsync(
        string target, IReadOnlyList<(string Source, string Target, FieldType Type)> fields, string source, string table, PostgresServer? server = null, bool insert = false, IFaultInjector? faults = null)
    {
        var folder = Directory.CreateTempSubdirectory("intagent-table-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        var simulator = target == "salesforce" ? await SalesforceSimulator.StartAsync(new SimulatorOptions { Leads = 0, Seed = 7, BulkPolls = 2 }, Token) : null;
        var workspace = Workspace.Create(folder, new WorkspaceConfiguration { Name = "table", Policy = new WorkspacePolicy { SingleUser = true } });
        await File.WriteAllTextAsync(Path.Combine(folder, ".env"), $"SF_CLIENT_ID={simulator?.ClientId}\nSF_CLIENT_SECRET={simulator?.ClientSecret}\nPGUSER={PostgresServer.User}\nPGPASSWORD={server?.Password}\n", Token);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(folder, ".env"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var database = target == "postgres" ? (await server!.CreateDatabaseAsync(Token)).Split(';').First(part => part.StartsWith("Database=", StringComparison.Ordinal))["Database=".Length..] : null;
        var name = target == "salesforce" ? "Lead" : "taken";
        var sheet = new RequirementsSheet
        {
            Integration = Name,
            Request = "copy the people",
            Source = new ObjectChoice("source", "people"),
            Target = new ObjectChoice("target", name),
            Fields = [.. fields.Select(field => new FieldMapping { Asked = field.Target, SourceField = field.Source, TargetField = field.Target, Type = field.Type })],
            SourceKey = fields[0].Source,
            TargetKey = fields[0].Target,
            Conflict = insert ? ConflictRule.CreateOnly : ConflictRule.SourceWins,
            Deletes = SourceDeleteRule.Ignore,
        };
        var sync = new TableSync(folder, new AgentHostOptions { Environment = _ => null, Sandbox = "jail", Faults = faults ?? NoFaults.Instance }, workspace, simulator, server, database, sheet, ScriptOf(target, fields, insert));
        try
        {
            sync.Source(source);
            if (table.Length > 0)
                await sync.TargetAsync(table);
            await sync.OpenAsync();
            await sync.InstallAsync(target);
            var integration = workspace.Integration(Name);
            RequirementsFile.Write(integration, sheet);
            integration.WriteScript(await sync.Service.WithBindingsAsync(sync.script, sheet, Token));
            return sync;
        }
        catch
        {
            await sync.DisposeAsync();
            throw;
        }
    }

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

    public async Task<Plan> ApproveAsync(int runs = 1)
    {
        var plan = await Service.DryRunAsync(Name, seed: 1, now: null, Token);
        await Service.DecideAsync(new ApprovalRequest { Integration = Name, Approved = true, Requester = "ada", Approver = "ada", Reason = "the team needs these people", MaxRuns = runs }, Token);
        return plan;
    }

    public Task<RunReport> RunAsync(bool resume = false) => Service.RunAsync(Name, resume, now: null, progress: null, Token);

    public Task<IReadOnlyList<QuarantineEntry>> QuarantineAsync() => Host.Store.Quarantine.ListOpenAsync(Name, 1_000, Token);

    /// <summary>Runs SQL on the source's file.</summary>
    public void Source(string sql) => Sqlite("source.db", sql, seconds: 3);

    /// <summary>Runs SQL on the target, and returns the first value of the last query as text.</summary>
    public async Task<string> TargetAsync(string sql) =>
        server is not null && database is not null ? (await server.QueryAsync(database, sql, Token)).Trim() : Sqlite("target.db", sql);

    public async Task<int> CountAsync() => int.Parse(await TargetAsync("SELECT count(*) FROM taken"), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        if (Host is not null)
            await Host.DisposeAsync();
        if (Simulator is not null)
            await Simulator.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static string ScriptOf(string target, IReadOnlyList<(string Source, string Target, FieldType Type)> fields, bool insert)
    {
        var row = target == "salesforce" ? "LeadRow" : "TakenRow";
        var package = target switch { "salesforce" => "Salesforce", "postgres" => "Postgres", _ => "" };
        var members = string.Join(", ", fields.Select(field => $"{Property(field.Target)} = person.{Property(field.Source)}"));
        var verb = insert ? "InsertAsync" : "UpsertAsync";
        var key = insert ? "" : $"key: row => row.{Property(fields[0].Target)}, ";
        return $$"""
            #:package IntegrationAgent.Scripting@1.0.0
            #:package IntegrationAgent.Drivers.Sqlite@1.0.0
            {{(package.Length == 0 ? "" : $"#:package IntegrationAgent.Drivers.{package}@1.0.0\n")}}#:property PublishAot=false

            return await Integration.RunAsync(args, async (job, ct) =>
            {
                var people = job.Connection("source").Query<People>();
                await job.Connection("target").{{verb}}(people.Select(person => new {{row}} { {{members}} }), {{key}}ct);
            });

            """;
    }

    private static string Property(string field) => char.ToUpperInvariant(field[0]) + field[1..];

    private async Task InstallAsync(string target)
    {
        var feed = LocalFeed.Open(Path.Combine(RepositoryRoot.Path, "artifacts", "feed"));
        string[] packages = target switch { "salesforce" => ["Sqlite", "Salesforce"], "postgres" => ["Sqlite", "Postgres"], _ => ["Sqlite"] };
        foreach (var package in packages)
        {
            string[] unproven = package == "Postgres" ? ["query", "write", "bulk_write", "write_probe", "schema_edit", "change_feed", "native_query", "operations"] : [];
            await Host.Drivers.AddAsync(new AddDriverRequest { PackageId = "IntegrationAgent.Drivers." + package, VersionRange = feed.Version, Feeds = [feed.Folder], AcceptedUnproven = unproven }, Token);
        }

        Host.Connections.Save(new ConnectionDefinition { Name = "source", DriverId = "sqlite", Settings = new Dictionary<string, string> { ["path"] = "data/source.db" } });
        Host.Connections.Save(new ConnectionDefinition
        {
            Name = "target",
            DriverId = target,
            Settings = target switch
            {
                "salesforce" => new Dictionary<string, string> { ["login_url"] = Simulator!.Address.ToString(), ["instance_url"] = Simulator.Address.ToString() },
                "postgres" => new Dictionary<string, string> { ["host"] = PostgresServer.Host, ["port"] = server!.Port.ToString(CultureInfo.InvariantCulture), ["database"] = database! },
                _ => new Dictionary<string, string> { ["path"] = "data/target.db" },
            },
        });
    }

    private string Sqlite(string file, string sql, int seconds = 30)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, "data", file)};Pooling=False;Default Timeout={seconds.ToString(CultureInfo.InvariantCulture)}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? "";
    }
}
