using IntegrationAgent.Driver;
using IntegrationAgent.Scripting.Standalone;

namespace IntegrationAgent.Scripting.Tests;

public sealed class StandaloneTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("standalone-").FullName;
    private readonly StringWriter output = new();

    public StandaloneTests()
    {
        MemoryDriver.Rows.Clear();
        MemoryDriver.Queries.Clear();
        MemoryDriver.Leads = () => Lead.Pages(pages: 2, rows: 3);
        Directory.CreateDirectory(Path.Combine(folder, "integrations", "lead-sync"));
        File.WriteAllText(Path.Combine(folder, "intagent.json"), "{}");
        File.WriteAllText(Path.Combine(folder, "connections.json"), """
            { "version": 1, "connections": [
              { "name": "crm", "driverId": "memory", "settings": { "role": "source" } },
              { "name": "warehouse", "driverId": "memory", "settings": { "role": "target" } } ] }
            """);
        File.WriteAllText(Path.Combine(folder, ".env"), "# secrets\nMEMORY_SECRET=\"from .env\"\n");
    }

    public void Dispose()
    {
        output.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Without_apply_it_says_what_would_be_written_and_writes_nothing()
    {
        Assert.Equal(0, await Run());

        Assert.Empty(MemoryDriver.Rows);
        Assert.Contains("neither approved nor audited", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("warehouse.leads: would be 6 created, 0 updated, 0 unchanged", output.ToString(), StringComparison.Ordinal);
        Assert.Equal("from .env", MemoryDriver.Secret);
    }

    [Fact]
    public async Task With_apply_it_writes_what_it_foretold_and_goes_on_from_its_checkpoint()
    {
        Assert.Equal(0, await Run("--apply"));
        Assert.Equal(6, MemoryDriver.Rows.Count);
        Assert.Contains("warehouse.leads: 6 created", output.ToString(), StringComparison.Ordinal);

        output.GetStringBuilder().Clear();
        MemoryDriver.Queries.Clear();
        Assert.Equal(0, await Run());

        Assert.Contains("would be 0 created, 0 updated, 6 unchanged", output.ToString(), StringComparison.Ordinal);
        var since = Assert.IsType<ComparisonFilter>(MemoryDriver.Queries.First(query => query.Object == "Lead").Filter);
        Assert.Equal(("CreatedDate", ComparisonOperator.GreaterOrEqual), (since.Field, since.Operator));
        Assert.Equal(FakeAgent.Now.AddMinutes(-5).AddSeconds(-60), since.Value.AsTimestamp());

        MemoryDriver.Queries.Clear();
        Assert.Equal(0, await Run("--full"));
        Assert.Null(MemoryDriver.Queries.First(query => query.Object == "Lead").Filter);
    }

    [Fact]
    public async Task Source_that_does_not_say_that_it_is_complete_is_no_success()
    {
        MemoryDriver.Leads = () => Lead.Pages(pages: 2, rows: 3).Take(1);

        Assert.Equal(6, await Run("--apply"));

        Assert.False(File.Exists(Path.Combine(folder, ".intagent", "standalone", "lead-sync.json")));
    }

    [Fact]
    public async Task Missing_credential_unknown_option_and_unknown_driver_have_their_status()
    {
        File.Delete(Path.Combine(folder, ".env"));
        Assert.Equal(3, await Run("--apply"));
        Assert.Equal(2, await Run("--aply"));
        Assert.Equal(2, await Run(environment: name => name == "INTAGENT_WAREHOUSE_DRIVER" ? "other" : null));
    }

    private Task<int> Run(params string[] args) => Run(_ => null, args);

    private Task<int> Run(Func<string, string?> environment, params string[] args)
    {
        var script = Path.Combine(folder, "integrations", "lead-sync");
        var driver = LoadedDriver.Of(typeof(MemoryDriver).Assembly)!;
        var run = new StandaloneRun(StandaloneWorkspace.Find(script, environment), script, [driver], output, TimeProvider.System);
        return run.RunAsync(args, async (job, ct) => await job.Connection("warehouse").UpsertAsync(
            job.Connection("crm").Query<Lead>().ChangedSince(lead => lead.CreatedDate).Select(lead => new LeadRow { SfId = lead.Id, Name = lead.Name }), key: row => row.SfId, ct));
    }
}
