using IntegrationAgent.Cli.Tests.Running;

namespace IntegrationAgent.Cli.Tests.Commands;

public class ScheduleTests
{
    private const string EverySecond = "* * * * * ?";

    private static readonly (string Code, string[] Options)[] Wrong =
    [
        ("E-SCH-CRON", ["--cron", "every night"]), ("E-SCH-ZONE", ["--cron", "0 6 * * *", "--time-zone", "Mars/Olympus"]), ("E-CLI-USAGE", []), ("E-SCH-NONE", ["--remove"]),
    ];

    [Fact]
    public async Task A_schedule_needs_a_standing_approval_and_a_worker_then_runs_it()
    {
        await using var workspace = await LeadWorkspace.CreateApprovedAsync();
        Assert.Contains("Nothing is scheduled", (await workspace.RunAsync("schedule")).Expect(0).Output, StringComparison.Ordinal);

        foreach (var (code, options) in Wrong)
            Assert.Contains(code, (await workspace.RunAsync(["schedule", "lead-sync", .. options])).Expect(2).Error, StringComparison.Ordinal);
        var refused = (await workspace.RunAsync("schedule", "lead-sync", "--cron", EverySecond)).Expect(4);
        Assert.Contains("E-SCH-APPROVAL", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--runs", refused.Error, StringComparison.Ordinal);
        (await workspace.RunAsync("approve", "lead-sync", "--reason", "the daily feed of the report")).Expect(0);
        Assert.Contains("is for one run", (await workspace.RunAsync("schedule", "lead-sync", "--cron", EverySecond)).Expect(4).Error, StringComparison.Ordinal);
        (await workspace.RunAsync("approve", "lead-sync", "--runs", "50", "--until", DateTimeOffset.UtcNow.AddDays(30).ToString("O"), "--reason", "the daily feed of the report")).Expect(0);
        (await workspace.RunAsync("schedule", "lead-sync", "--cron", EverySecond)).Expect(0);

        var listed = (await workspace.RunAsync("schedule", "--json")).Expect(0).Json.GetProperty("schedules")[0];
        var first = await NextSlotAsync(workspace);
        var second = await NextSlotAsync(workspace);
        (await workspace.RunAsync("schedule", "lead-sync", "--remove")).Expect(0);
        var runs = (await workspace.RunAsync("runs", "--json")).Expect(0).Json.GetProperty("runs");

        Assert.Equal(EverySecond, listed.GetProperty("cron").GetString());
        Assert.Contains("succeeded", first, StringComparison.Ordinal);
        Assert.Contains("0 created, 0 updated", second, StringComparison.Ordinal);
        Assert.Equal(2, runs.GetArrayLength());
        Assert.NotEqual(runs[0].GetProperty("slot").GetString(), runs[1].GetProperty("slot").GetString());
        Assert.True(Sql.Scalar(workspace.Database, "SELECT count(*) FROM leads") > 0);
        Assert.Contains("Nothing is due", (await workspace.RunAsync("work", "--once")).Expect(0).Output, StringComparison.Ordinal);
        (await workspace.RunAsync("audit", "verify")).Expect(0);
    }

    /// <summary>The next slot is at most a second away.</summary>
    private static async Task<string> NextSlotAsync(LeadWorkspace workspace)
    {
        while (true)
        {
            var output = (await workspace.RunAsync("work", "--once")).Expect(0).Output;
            if (!output.Contains("Nothing is due", StringComparison.Ordinal))
                return output;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
