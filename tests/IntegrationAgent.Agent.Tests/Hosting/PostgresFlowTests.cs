using System.Globalization;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce.Simulator;
using IntegrationAgent.Testing;
using Npgsql;

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

    private const string Changes = """
        #:package IntegrationAgent.Scripting@1.0.0
        #:package IntegrationAgent.Drivers.Postgres@1.0.0
        #:property PublishAot=false

        return await Integration.RunAsync(args, async (job, ct) =>
        {
            var events = job.Connection("warehouse").Query<Events>().ChangedSince(one => one.UpdatedAt);
            await job.Connection("archive").UpsertAsync(events.Select(one => new KeptRow { Id = one.Id, Name = one.Name }), key: row => row.Id, ct);
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
            await using var host = await OpenAsync(folder, server, simulator);
            var workspace = host.Workspace;
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

    [Fact]
    public async Task A_row_that_became_visible_after_a_run_with_an_old_time_is_in_the_next_one()
    {
        await using var server = await PostgresServer.StartAsync(Token);
        await server.QueryAsync("postgres", "CREATE DATABASE warehouse", Token);
        await server.QueryAsync("postgres", "CREATE DATABASE archive", Token);
        await server.QueryAsync("warehouse", "CREATE TABLE events (id bigint PRIMARY KEY, name text NOT NULL, updated_at timestamptz NOT NULL DEFAULT now())", Token);
        await server.QueryAsync("warehouse", "INSERT INTO events SELECT n, 'event ' || n FROM generate_series(1, 25000) AS n", Token);
        await server.QueryAsync("archive", "CREATE TABLE kept (id bigint PRIMARY KEY, name text)", Token);
        var folder = Directory.CreateTempSubdirectory("intagent-pgchanges-").FullName;
        try
        {
            await using var slow = new NpgsqlConnection(server.ConnectionString("warehouse") + ";Pooling=false");
            await slow.OpenAsync(Token);
            await using var transaction = await slow.BeginTransactionAsync(Token);
            await using (var late = new NpgsqlCommand("INSERT INTO events VALUES (30000, 'late', now() - interval '1 hour')", slow))
                await late.ExecuteNonQueryAsync(Token);
            var points = new PointActions();
            await using var host = await OpenAsync(folder, server, null, points);
            var service = new IntegrationService(host, new ScriptValidator());
            await ApproveAsync(service, host.Workspace, ChangesSheet, Changes);

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            points.Arm(FaultPoints.AfterAck, 1, stop.Cancel);
            var stopped = await service.RunAsync(ChangesSheet.Integration, resume: false, now: null, progress: null, stop.Token);
            var first = await service.RunAsync(ChangesSheet.Integration, resume: true, now: null, progress: null, Token);
            await transaction.CommitAsync(Token);
            await server.QueryAsync("warehouse", "UPDATE events SET name = 'changed' WHERE id = 7", Token);
            var second = await service.RunAsync(ChangesSheet.Integration, resume: false, now: null, progress: null, Token);
            var third = await service.RunAsync(ChangesSheet.Integration, resume: false, now: null, progress: null, Token);

            Assert.NotEqual(RunState.Succeeded, stopped.State);
            Assert.Equal((RunState.Succeeded, 2), (first.State, first.Attempt));

            // What was in flight is read again; what was acknowledged is not.
            Assert.InRange(first.Counts.Read, 25_000, 49_999);
            Assert.Equal((RunState.Succeeded, 2L, 1L, 1L), (second.State, second.Counts.Read, second.Counts.Created, second.Counts.Updated));
            Assert.Equal((RunState.Succeeded, 0L), (third.State, third.Counts.Read));
            const string All = "SELECT count(*), md5(string_agg(id || '=' || name, ',' ORDER BY id)) FROM ";
            Assert.Equal(await server.QueryAsync("warehouse", All + "events", Token), await server.QueryAsync("archive", All + "kept", Token));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<AgentHost> OpenAsync(string folder, PostgresServer server, SalesforceSimulator? simulator, IFaultInjector? faults = null)
    {
        var workspace = Workspace.Create(folder, new WorkspaceConfiguration { Name = "flow", Policy = new WorkspacePolicy { SingleUser = true } });
        await File.WriteAllTextAsync(Path.Combine(folder, ".env"), $"SF_CLIENT_ID={simulator?.ClientId}\nSF_CLIENT_SECRET={simulator?.ClientSecret}\nPGUSER={PostgresServer.User}\nPGPASSWORD={server.Password}\n", Token);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(folder, ".env"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var host = await AgentHost.OpenAsync(workspace, new AgentHostOptions { Environment = _ => null, Sandbox = "jail", Faults = faults ?? NoFaults.Instance }, Token);
        try
        {
            var feed = LocalFeed.Open(Path.Combine(RepositoryRoot.Path, "artifacts", "feed"));
            string[] packages = simulator is null ? ["IntegrationAgent.Drivers.Postgres"] : ["IntegrationAgent.Drivers.Salesforce", "IntegrationAgent.Drivers.Postgres"];
            foreach (var package in packages)
                await host.Drivers.AddAsync(new AddDriverRequest { PackageId = package, VersionRange = feed.Version, Feeds = [feed.Folder], AcceptedUnproven = package.EndsWith("Postgres", StringComparison.Ordinal) ? ["query", "write", "bulk_write", "write_probe", "schema_edit", "change_feed", "native_query", "operations"] : [] }, Token);
            if (simulator is not null)
                host.Connections.Save(new ConnectionDefinition { Name = "salesforce", DriverId = "salesforce", Settings = new Dictionary<string, string> { ["login_url"] = simulator.Address.ToString(), ["instance_url"] = simulator.Address.ToString() } });
            foreach (var database in (string[])["warehouse", "archive"])
                host.Connections.Save(new ConnectionDefinition { Name = database, DriverId = "postgres", Settings = new Dictionary<string, string> { ["host"] = PostgresServer.Host, ["port"] = server.Port.ToString(CultureInfo.InvariantCulture), ["database"] = database } });
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private static async Task<RunReport> SyncAsync(IntegrationService service, Workspace workspace, RequirementsSheet sheet, string script)
    {
        await ApproveAsync(service, workspace, sheet, script);
        var report = await service.RunAsync(sheet.Integration, resume: false, now: null, progress: null, Token);
        Assert.Equal((RunState.Succeeded, null), (report.State, report.Message));
        Assert.True(report.Verification is { Verified: true, Complete: true });
        return report;
    }

    private static async Task ApproveAsync(IntegrationService service, Workspace workspace, RequirementsSheet sheet, string script)
    {
        var integration = workspace.Integration(sheet.Integration);
        RequirementsFile.Write(integration, sheet);
        integration.WriteScript(await service.WithBindingsAsync(script, sheet, Token));
        await service.DryRunAsync(sheet.Integration, seed: 1, now: null, Token);
        await service.DecideAsync(new ApprovalRequest { Integration = sheet.Integration, Approved = true, Requester = "ada", Approver = "ada", Reason = "the team needs it", MaxRuns = 3 }, Token);
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

    private static RequirementsSheet ChangesSheet { get; } = new()
    {
        Integration = "keep-events",
        Request = "keep the events that changed",
        Source = new ObjectChoice("warehouse", "events"),
        Target = new ObjectChoice("archive", "kept"),
        Fields = [Map("id", "id", FieldType.Int64), Map("name", "name")],
        SourceKey = "id",
        TargetKey = "id",
        ChangeField = "updated_at",
        Conflict = ConflictRule.SourceWins,
        Deletes = SourceDeleteRule.Ignore,
    };

    private static FieldMapping Map(string source, string target, FieldType type = FieldType.String) => new() { Asked = target, SourceField = source, TargetField = target, Type = type };
}
