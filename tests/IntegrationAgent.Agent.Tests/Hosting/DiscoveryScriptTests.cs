using IntegrationAgent.Agent.Discovery;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>Discovery scripts run in the sandbox, read only, and show nothing but what names the schema.</summary>
public class DiscoveryScriptTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_discovery_script_counts_in_the_sandbox_and_its_texts_are_masked()
    {
        await using var sync = await LeadSync.StartAsync();

        var envelope = await sync.Service.DiscoverAsync("salesforce", Around("""
            var leads = await job.Connection("salesforce").Query<Lead>().ToListAsync(ct);
            job.Answer(new { Count = leads.Count, First = leads[0].Email.ToString(), Field = "LeadSource" });
            """), Token);

        Assert.True(envelope.Ok, envelope.Error?.Message);
        Assert.Equal(300, envelope.Value!.Value.GetProperty("count").GetInt32());
        Assert.Matches(@"^text#1\(len=\d+\)$", envelope.Value.Value.GetProperty("first").GetString());
        Assert.Equal("LeadSource", envelope.Value.Value.GetProperty("field").GetString());
        Assert.Equal(300, envelope.Stats.Rows);
    }

    [Fact]
    public async Task Values_that_a_script_makes_names_of_are_masked_too()
    {
        await using var sync = await LeadSync.StartAsync();

        var envelope = await sync.Service.DiscoverAsync("salesforce", Around("""
            var leads = await job.Connection("salesforce").Query<Lead>().ToListAsync(ct);
            job.Answer(new Dictionary<string, string> { [leads[0].LastName.ToString()] = "12.5", ["When"] = "2026-11-23T10:00:00Z" });
            """), Token);

        Assert.True(envelope.Ok, envelope.Error?.Message);
        var properties = envelope.Value!.Value.EnumerateObject().ToList();
        Assert.Matches(@"^text#\d+\(len=\d+\)$", properties[0].Name);
        Assert.Matches(@"^text#\d+\(len=4\)$", properties[0].Value.GetString());
        Assert.Equal("2026-11-23T10:00:00Z", properties[1].Value.GetString());
    }

    [Fact]
    public async Task A_discovery_script_that_breaks_a_rule_is_refused()
    {
        await using var sync = await LeadSync.StartAsync();

        var envelope = await sync.Service.DiscoverAsync("salesforce", Around("job.Answer(System.IO.File.ReadAllText(\"/etc/passwd\")); await Task.CompletedTask;"), Token);

        Assert.Equal(DiscoveryErrorCodes.Script, envelope.Error?.Code);
    }

    [Fact]
    public async Task A_discovery_script_that_reads_too_much_is_stopped()
    {
        await using var sync = await LeadSync.StartAsync(leads: 11_000);

        var envelope = await sync.Service.DiscoverAsync("salesforce", Around("job.Answer((await job.Connection(\"salesforce\").Query<Lead>().Select(lead => lead.Id.ToString()).ToListAsync(ct)).Count);"), Token);

        Assert.True(envelope.Error?.Code == DiscoveryErrorCodes.Limit, $"{envelope.Error?.Code} {envelope.Error?.Message}");
    }

    private static string Around(string statements) => $"return await Integration.RunAsync(args, async (job, ct) =>\n{{\n{statements}\n}});\n";
}
