using System.Globalization;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce.Simulator;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>The PostgreSQL driver as a package, in jailed processes, on both ends of the way: an org into a database, and from there into another one.</summary>
public sealed class PostgresFlowTests
{
    private const int Leads = 2500;

    private const string FromOrg = """
        #:package IntegrationAgent.Scripting@1.0.0
        #:package IntegrationAgent.Drivers.Salesforce@1.0.0
        #:package IntegrationAgent.Drivers.Postgres@1.0.0
        #:property PublishAot=false

        return await Integration.RunAsync(args, async (job, ct) =>
        {
            var leads = job.Connection("salesforce").Query<Lead>();
            await job.Connection("warehouse").EnsureObjectAsync<LeadRow>(row => row.SfId, ct);
            await job.Connection("warehouse").UpsertAsync(
                leads.Select(lead => new LeadRow { SfId = lead.Id, Name = lead.Name, Email = lead.Email, Created = lead.CreatedDate }),
                key: row => row.SfId, ct);
        });

        """;

    private const string FromDatabase = """
        #:package IntegrationAgent.Scripting@1.0.0
        #:package IntegrationAgent.Drivers.Postgres@1.0.0
        #:property PublishAot=false

        return await Integration.RunAsync(args, async (job, ct) =>
        {
            var leads = job.Connection("warehouse").Query<Leads>().Where(lead => lead.Email != null);
            await job.Connection("archive").UpsertAsync(
                leads.Select(lead => new ArchivedRow { Id = lead.SfId, Mail = lead.Email, Since = lead.Created }),
                key: row => row.Id, ct);
        });

        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_org_reaches_a_database_and_a_database_another_and_second_runs_write_nothing()
    {
        await using var server = await PostgresServer.StartAsync(Token);
        await server.QueryAsync("postgres", "CREATE DATABASE warehouse", Token);
        await server.QueryAsync("postgres", "CREATE DATABASE archive", Token);
        await server.QueryAsync("archive", "CREATE TABLE archived (id varchar(18) PRIMARY KEY, mail text NOT NULL, since timestamptz, noted date DEFAULT '2026-01-01')", Token);
        await using var simulator = await SalesforceSimulator.StartAsync(new SimulatorOptions { Leads = Leads, Seed = 7 }, Token);
        var folder = Directory.CreateTempSubdirectory("intagent-pgflow-").FullName;
        try
        {
            var workspace = Workspace.Create(folder, new WorkspaceConfiguration { Name = "flow", Policy = new WorkspacePolicy { SingleUser = true } });
            await File.WriteAllTextAsync(Path.Combine(folder, ".env"), $"SF_CLIENT_ID={simulator.ClientId}\nSF_CLIENT_SECRET={simulator.ClientSecret}\nPGUSER={PostgresServer.User}\nPGPASSWORD={server.Password}\n", Token);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(Path.Combine(folder, ".env"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            await using var host = await AgentHost.OpenAsync(workspace, new AgentHostOptions { Environment = _ => null, Sandbox = "jail" }, Token);
            var feed = LocalFeed.Open(Path.Combine(RepositoryRoot.Path, "artifacts", "feed"));
            foreach (var package in (string[])["IntegrationAgent.Drivers.Salesforce", "IntegrationAgent.Drivers.Postgres"])
                await host.Drivers.AddAsync(new AddDriverRequest { PackageId = package, VersionRange = feed.Version, Feeds = [feed.Folder], AcceptedUnproven = package.EndsWith("Postgres", StringComparison.Ordinal) ? ["query", "write", "bulk_write", "write_probe", "schema_edit", "change_feed", "native_query", "operations"] : [] }, Token);
            host.Connections.Save(new ConnectionDefinition { Name = "salesforce", DriverId = "salesforce", Settings = new Dictionary<string, string> { ["login_url"] = simulator.Address.ToString(), ["instance_url"] = simulator.Address.ToString() } });
            foreach (var database in (string[])["warehouse", "archive"])
                host.Connections.Save(new ConnectionDefinition { Name = database, DriverId = "postgres", Settings = new Dictionary<string, string> { ["host"] = PostgresServer.Host, ["port"] = server.Port.ToString(CultureInfo.InvariantCulture), ["database"] = database } });
            var service = new IntegrationService(host, new ScriptValidator());

            var first = await SyncAsync(service, workspace, OrgSheet, FromOrg);

            Assert.Equal((Leads, Leads), (first.Counts.Created, int.Parse(await server.QueryAsync("warehouse", "SELECT count(*) FROM leads", Token), CultureInfo.InvariantCulture)));
            var again = await service.RunAsync(OrgSheet.Integration, resume: false, now: null, progress: null, Token);
            Assert.Equal((RunState.Succeeded, 0, 0), (again.State, again.Counts.Created, again.Counts.Updated));

            var second = await SyncAsync(service, workspace, DatabaseSheet, FromDatabase);

            var expected = await server.QueryAsync("warehouse", "SELECT count(*), md5(string_agg(concat_ws('|', sf_id, email, created), ',' ORDER BY sf_id)) FROM leads WHERE email IS NOT NULL", Token);
            Assert.Equal(expected, await server.QueryAsync("archive", "SELECT count(*), md5(string_agg(concat_ws('|', id, mail, since), ',' ORDER BY id)) FROM archived WHERE noted = '2026-01-01'", Token));
            Assert.Equal(expected.Split('|')[0], second.Counts.Created.ToString(CultureInfo.InvariantCulture));
            var last = await service.RunAsync(DatabaseSheet.Integration, resume: false, now: null, progress: null, Token);
            Assert.Equal((RunState.Succeeded, 0, 0), (last.State, last.Counts.Created, last.Counts.Updated));
            Assert.True((await host.Store.Audit.VerifyAsync(Token)).IsWhole);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<RunReport> SyncAsync(IntegrationService service, Workspace workspace, RequirementsSheet sheet, string script)
    {
        var integration = workspace.Integration(sheet.Integration);
        RequirementsFile.Write(integration, sheet);
        integration.WriteScript(await service.WithBindingsAsync(script, sheet, Token));
        await service.DryRunAsync(sheet.Integration, seed: 1, now: null, Token);
        await service.DecideAsync(new ApprovalRequest { Integration = sheet.Integration, Approved = true, Requester = "ada", Approver = "ada", Reason = "the team needs it", MaxRuns = 3 }, Token);
        var report = await service.RunAsync(sheet.Integration, resume: false, now: null, progress: null, Token);
        Assert.Equal((RunState.Succeeded, null), (report.State, report.Message));
        Assert.True(report.Verification is { Verified: true, Complete: true });
        return report;
    }

    private static RequirementsSheet OrgSheet { get; } = new()
    {
        Integration = "lead-sync",
        Request = "sync leads from Salesforce to the warehouse",
        Source = new ObjectChoice("salesforce", "Lead"),
        Target = new ObjectChoice("warehouse", "leads"),
        Fields = [Map("Id", "sf_id"), Map("Name", "name"), Map("Email", "email"), Map("CreatedDate", "created", FieldType.Timestamp)],
        SourceKey = "Id",
        TargetKey = "sf_id",
        Conflict = ConflictRule.SourceWins,
        Deletes = SourceDeleteRule.Ignore,
        CreateTarget = true,
    };

    private static RequirementsSheet DatabaseSheet { get; } = new()
    {
        Integration = "archive-leads",
        Request = "copy leads with an email to the archive",
        Source = new ObjectChoice("warehouse", "leads"),
        Target = new ObjectChoice("archive", "archived"),
        Fields = [Map("sf_id", "id"), Map("email", "mail"), Map("created", "since", FieldType.Timestamp)],
        Filters = [new FilterRule { Asked = "with an email", Field = "email", Operator = ComparisonOperator.NotEqual }],
        SourceKey = "sf_id",
        TargetKey = "id",
        Conflict = ConflictRule.SourceWins,
        Deletes = SourceDeleteRule.Ignore,
    };

    private static FieldMapping Map(string source, string target, FieldType type = FieldType.String) => new() { Asked = target, SourceField = source, TargetField = target, Type = type };
}
