using System.Text.Json;
using IntegrationAgent.Agent.Discovery;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>A profile of more records than are read is completed by what the system counts.</summary>
public class ProfileTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_system_counts_replaces_what_the_first_records_say()
    {
        await using var sync = await LeadSync.StartAsync(leads: 300);
        var records = sync.Simulator.Query("SELECT Email, LeadSource, CreatedDate FROM Lead");

        var read = await ProfileAsync(sync, rows: 1000, connection: "salesforce");
        var counted = await ProfileAsync(sync, rows: 20, connection: "salesforce");

        Assert.Equal((300, 300, 300, 20), (read.Records, read.Seen, counted.Records, counted.Seen));
        Assert.All(read.Fields, field => Assert.Null(field.Counted));
        Assert.All(counted.Fields, field => Assert.True(field.Counted));
        foreach (var (whole, part) in read.Fields.Zip(counted.Fields))
        {
            Assert.Equal((whole.Field, whole.Filled, whole.Distinct, whole.Least, whole.Greatest), (part.Field, part.Filled, part.Distinct, part.Least, part.Greatest));
            Assert.Equal(whole.Choices, part.Choices);
        }

        Assert.Equal(Math.Round(records.Count(one => one.GetProperty("Email").ValueKind == JsonValueKind.String) / 300.0, 3), counted.Fields[0].Filled);
        Assert.NotNull(counted.Fields[0].Pattern);
        Assert.Equal(2, sync.Simulator.RequestLog.Count(entry => entry.Path.Contains("GROUP BY", StringComparison.Ordinal) || entry.Path.Contains("COUNT_DISTINCT", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Records_stand_where_the_system_cannot_count()
    {
        await using var sync = await LeadSync.StartAsync(leads: 300);
        sync.Simulator.AddFault(new() { Kind = IntegrationAgent.Drivers.Salesforce.Simulator.FaultKind.DailyLimit, PathContains = "/query", After = 1, Times = -1 });

        var profile = await ProfileAsync(sync, rows: 20, connection: "salesforce");

        Assert.Equal(20, profile.Seen);
        Assert.All(profile.Fields, field => Assert.Null(field.Counted));
        Assert.InRange(profile.Fields[2].Filled, 1, 1);
    }

    private static Task<ObjectProfile> ProfileAsync(LeadSync sync, int rows, string connection) =>
        new DiscoveryService(sync.Host.Store, sync.Host.ConnectAsync, new DiscoveryLimits { Rows = rows }, TimeProvider.System, () => ValueEgress.Masked, sync.Host.Telemetry)
            .ProfileAsync(connection, "Lead", ["Email", "LeadSource", "CreatedDate"], null, Token);
}
