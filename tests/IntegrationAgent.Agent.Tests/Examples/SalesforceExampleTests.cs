using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Tests.Hosting;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace IntegrationAgent.Agent.Tests.Examples;

/// <summary>Every example of the Salesforce driver against a simulated org and a SQLite warehouse.</summary>
public sealed class SalesforceExampleTests
{
    private const string Project = "Drivers.Salesforce";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly OrgDefinition Org = new()
    {
        Objects =
        [
            new OrgObject { Name = "Account", Fields = [new OrgField { Name = "ErpId__c", Type = "string", Length = 40, ExternalId = true, Unique = true }] },
            new OrgObject { Name = "Opportunity", Fields = [new OrgField { Name = "OrderNumber__c", Type = "string", Length = 40, ExternalId = true, Unique = true }] },
            new OrgObject
            {
                Name = "Lead",
                Fields = [new OrgField { Name = "ExternalId__c", Type = "string", Length = 40, ExternalId = true, Unique = true }],
                DuplicateRules = [new OrgDuplicateRule { Name = "Same_email", MatchFields = ["Email"] }],
            },
        ],
    };

    [Fact]
    public void Every_example_is_run_by_a_test() => Assert.Equal(
        ["abort-bulk-write", "bulk-load", "duplicates", "join-parent", "lead-campaigns", "page", "picklist-mapping", "profile", "read-filter", "undelete", "upsert-by-key"],
        ExampleRun.Of(Project));

    [Fact]
    public async Task Read_filter_copies_the_leads_of_thirty_days_that_have_an_email()
    {
        await using var sync = await StartAsync("create table leads (sf_id text primary key, name text, email text)");
        var expected = sync.Simulator.Query("SELECT Id FROM Lead WHERE CreatedDate = LAST_N_DAYS:29 AND Email != null").Count;

        var example = await RunAsync(sync, "read-filter", "read salesforce.Lead", "write warehouse.leads");

        Assert.Equal(["read salesforce.Lead", "upsert warehouse.leads by sf_id"], example.Effects);
        Assert.InRange(sync.Count("select count(*) from leads"), 1, sync.Simulator.CountRecords("Lead") - 1);
        Assert.InRange(sync.Count("select count(*) from leads") - expected, 0, 60);
        Assert.Equal(0, sync.Count("select count(*) from leads where email is null"));
    }

    [Fact]
    public async Task Page_takes_the_accounts_with_the_most_revenue()
    {
        await using var sync = await StartAsync("create table accounts (sf_id text primary key, name text, revenue decimal(18,2))");

        var example = await RunAsync(sync, "page", "read salesforce.Account", "write warehouse.accounts");

        Assert.Equal(["read salesforce.Account", "upsert warehouse.accounts by sf_id"], example.Effects);
        Assert.Equal(Math.Min(1000, sync.Simulator.CountRecords("Account")), sync.Count("select count(*) from accounts"));
    }

    [Fact]
    public async Task Join_parent_and_lead_campaigns_bring_the_names_of_campaigns()
    {
        await using var sync = await StartAsync(
            "create table members (sf_id text primary key, lead text, campaign text, status text); create table responses (sf_id text primary key, lead_email text, campaign text, responded_on date)");
        var ofLeads = sync.Simulator.Query("SELECT Id FROM CampaignMember WHERE LeadId != null").Count;
        var responded = sync.Simulator.Query("SELECT Id FROM CampaignMember WHERE LeadId != null AND HasResponded = true").Count;

        var members = await RunAsync(sync, "join-parent", "read salesforce.CampaignMember", "read salesforce.Campaign", "write warehouse.members");
        await RunAsync(sync, "lead-campaigns", "read salesforce.CampaignMember", "read salesforce.Campaign", "read salesforce.Lead", "write warehouse.responses");

        Assert.Equal(["read salesforce.CampaignMember", "upsert warehouse.members by sf_id"], members.Effects);
        Assert.Equal(ofLeads, sync.Count("select count(*) from members where campaign is not null"));
        Assert.Equal(responded, sync.Count("select count(*) from responses where campaign is not null"));
        Assert.True(responded > 0);
    }

    [Fact]
    public async Task Upsert_by_key_creates_accounts_once()
    {
        await using var sync = await StartAsync(
            "create table customers (number text primary key, name text, phone text, active boolean); insert into customers values ('C-1', 'Acme', '1', 1), ('C-2', 'Bolt', null, 1), ('C-3', 'Gone', '3', 0)");

        var example = await RunAsync(sync, "upsert-by-key", "read warehouse.customers", "write salesforce.Account");

        Assert.Equal(["read warehouse.customers", "upsert salesforce.Account by ErpId__c"], example.Effects.Order(StringComparer.Ordinal));
        Assert.Equal(["C-1", "C-2"], sync.Simulator.Query("SELECT ErpId__c FROM Account WHERE ErpId__c LIKE 'C-%' ORDER BY ErpId__c").Select(one => one.GetProperty("ErpId__c").GetString()));
    }

    [Fact]
    public async Task Bulk_load_writes_every_order_and_sets_the_wrong_one_aside()
    {
        await using var sync = await StartAsync(
            """
            create table orders (number text primary key, title text, billed_on date, total decimal(12,2));
            with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000) insert into orders select 'N-' || i, 'Order ' || i, '2026-01-05', i + 0.5 from n;
            update orders set billed_on = null where number = 'N-500';
            """);

        var example = await RunAsync(sync, "bulk-load", expected: RunState.CompletedWithErrors, "read warehouse.orders", "write salesforce.Opportunity");

        Assert.Equal((999, 1), (example.Report.Counts.Created, example.Report.Counts.Quarantined));
        Assert.Equal(999, sync.Simulator.Query("SELECT Id FROM Opportunity WHERE OrderNumber__c LIKE 'N-%' AND StageName = 'Closed Won'").Count);
    }

    [Fact]
    public async Task Picklist_mapping_writes_only_values_of_the_field()
    {
        await using var sync = await StartAsync(
            "create table contacts (number text primary key, last_name text, company text, origin text); insert into contacts values ('P-1', 'A', 'X', 'web'), ('P-2', 'B', 'X', 'fair'), ('P-3', 'C', 'X', 'carrier pigeon'), ('P-4', 'D', 'X', null)");

        await RunAsync(sync, "picklist-mapping", "read warehouse.contacts", "write salesforce.Lead");

        Assert.Equal(
            ["Web", "Trade Show", "Other", "Other"],
            sync.Simulator.Query("SELECT LeadSource FROM Lead WHERE ExternalId__c LIKE 'P-%' ORDER BY ExternalId__c").Select(one => one.GetProperty("LeadSource").GetString()));
    }

    [Fact]
    public async Task Duplicates_are_set_aside_and_the_rest_is_written()
    {
        await using var sync = await StartAsync("create table visitors (number text primary key, name text, company text, email text); insert into visitors values ('V-1', 'New', 'X', 'new@visitors.example')");
        var taken = sync.Simulator.Query("SELECT Email FROM Lead WHERE Email != null LIMIT 1")[0].GetProperty("Email").GetString();
        sync.AlterTarget($"insert into visitors values ('V-2', 'Known', 'X', '{taken}'), ('V-3', 'Again', 'X', 'new@visitors.example')");

        var example = await RunAsync(sync, "duplicates", expected: RunState.CompletedWithErrors, "read warehouse.visitors", "write salesforce.Lead");

        Assert.Equal((1, 1), (example.Report.Counts.Created, example.Report.Counts.Quarantined));
        Assert.Equal(["V-1"], sync.Simulator.Query("SELECT ExternalId__c FROM Lead WHERE ExternalId__c LIKE 'V-%'").Select(one => one.GetProperty("ExternalId__c").GetString()));
    }

    [Fact]
    public async Task Undelete_brings_records_back()
    {
        await using var sync = await StartAsync("create table mistakes (sf_id text primary key)");
        var id = sync.Simulator.DeleteRecord("Account");
        sync.AlterTarget($"insert into mistakes values ('{id}')");

        var example = await RunAsync(sync, "undelete", "read warehouse.mistakes");

        Assert.Contains("operation salesforce.undelete", example.Effects);
        Assert.Single(sync.Simulator.Query($"SELECT Id FROM Account WHERE Id = '{id}'"));
    }

    [Fact]
    public async Task Profile_has_the_org_count()
    {
        await using var sync = await StartAsync("create table spare (id text primary key)");

        var example = await RunAsync(sync, "profile", "read salesforce.Lead");

        Assert.Equal(["operation salesforce.profile_fields"], example.Effects);
        Assert.Contains(sync.Simulator.RequestLog, entry => entry.Path.Contains("COUNT_DISTINCT(Email)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Abort_bulk_write_ends_the_job()
    {
        await using var sync = await StartAsync("create table bulk_jobs (job_id text primary key)");
        using var client = new HttpClient { BaseAddress = sync.Simulator.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", sync.Simulator.IssueAccessToken());
        using var made = await client.PostAsync(new Uri("/services/data/v62.0/jobs/ingest", UriKind.Relative), JsonContent.Create(new { @object = "Account", operation = "insert" }), Token);
        var id = JsonDocument.Parse(await made.Content.ReadAsByteArrayAsync(Token)).RootElement.GetProperty("id").GetString();
        sync.AlterTarget($"insert into bulk_jobs values ('{id}')");

        await RunAsync(sync, "abort-bulk-write", "read warehouse.bulk_jobs");

        Assert.Contains("\"state\":\"Aborted\"", await client.GetStringAsync(new Uri($"/services/data/v62.0/jobs/ingest/{id}", UriKind.Relative), Token), StringComparison.Ordinal);
    }

    private static async Task<LeadSync> StartAsync(string tables)
    {
        var sync = await LeadSync.StartAsync(leads: 200, org: Org);
        sync.AlterTarget(tables);
        return sync;
    }

    private static Task<ExampleRun> RunAsync(LeadSync sync, string id, params string[] objects) => RunAsync(sync, id, RunState.Succeeded, objects);

    private static async Task<ExampleRun> RunAsync(LeadSync sync, string id, RunState expected, params string[] objects)
    {
        var example = await ExampleRun.RunAsync(sync.Service, sync.Host, Project, id, objects);
        Assert.True(expected == example.Report.State, $"{id}: {example.Report.State} {string.Join("; ", example.Effects)}");
        return example;
    }
}
