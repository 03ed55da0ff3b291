using IntegrationAgent.Agent.Planning;
using IntegrationAgent.Agent.State;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>What a script reads as parameters is in its plan, is bound by the approval, and is what a run and a slot of a schedule read.</summary>
public class ParameterTests
{
    private static readonly string Body = LeadSync.Body
        .Replace("AddDays(-30)", "AddDays(-days)", StringComparison.Ordinal)
        .Replace("    var leads =", "    var days = int.Parse(job.Parameters[\"days\"], System.Globalization.CultureInfo.InvariantCulture);\n    var leads =", StringComparison.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parameters_are_in_the_plan_and_what_was_approved_is_what_runs_read()
    {
        await using var sync = await LeadSync.StartAsync();
        await sync.WriteScriptAsync(Body);
        var none = await sync.Service.DryRunAsync(LeadSync.Name, 1, null, Of("0"), Token);
        var plan = await sync.Service.DryRunAsync(LeadSync.Name, 1, null, Of("30"), Token);
        await sync.Service.DecideAsync(LeadSync.Approval(runs: 2), Token);

        var mismatch = await Assert.ThrowsAsync<AgentException>(() => sync.Service.RunWithAsync(LeadSync.Name, false, Of("31"), null, Token));
        var report = await sync.Service.RunWithAsync(LeadSync.Name, false, Of("30"), null, Token);
        var slot = await sync.Service.RunSlotAsync(LeadSync.Name, "2026-01-01T00:00:00Z", Token);

        Assert.True(none.RecordsRead < plan.RecordsRead);
        Assert.NotEqual(none.Digest, plan.Digest);
        Assert.Equal(["days", "30"], Assert.Single(PlanSections.Of(sync.Service.ReadPlan(LeadSync.Name)), section => section.Title == "Parameters").Rows[0]);
        Assert.Equal("E-APR-MISMATCH", mismatch.Code);
        Assert.Contains("the parameters", mismatch.Message, StringComparison.Ordinal);
        Assert.Equal((RunState.Succeeded, plan.RecordsRead), (report.State, report.Counts.Read));
        Assert.Equal((RunState.Succeeded, null), (slot.State, slot.Message));
    }

    [Fact]
    public async Task Parameters_that_were_changed_in_the_plan_do_not_run()
    {
        await using var sync = await LeadSync.StartAsync();
        await sync.WriteScriptAsync(Body);
        await sync.Service.DryRunAsync(LeadSync.Name, 1, null, Of("30"), Token);
        await sync.Service.DecideAsync(LeadSync.Approval(), Token);
        var path = sync.Workspace.Integration(LeadSync.Name).Paths.Plan;
        var text = await File.ReadAllTextAsync(path, Token);
        var changed = System.Text.RegularExpressions.Regex.Replace(text, "\"days\":\\s*\"30\"", "\"days\": \"3650\"");
        Assert.NotEqual(text, changed);
        await File.WriteAllTextAsync(path, changed, Token);

        var refused = await Assert.ThrowsAsync<AgentException>(() => sync.RunAsync());

        Assert.Equal(("E-APR-MISMATCH", ExitCode.Refused), (refused.Code, refused.ExitCode));
        Assert.Contains("parameters", refused.Message, StringComparison.Ordinal);
        Assert.False(sync.TableExists());
    }

    [Fact]
    public async Task A_missing_an_unknown_and_an_unfit_parameter_is_refused_by_the_dry_run()
    {
        await using var sync = await LeadSync.StartAsync();
        await sync.WriteScriptAsync(Body);

        var missing = await Assert.ThrowsAsync<AgentException>(() => sync.Service.DryRunAsync(LeadSync.Name, 1, null, Token));
        var unknown = await Assert.ThrowsAsync<AgentException>(() => sync.Service.DryRunAsync(LeadSync.Name, 1, null, new Dictionary<string, string> { ["days"] = "30", ["dayz"] = "31" }, Token));
        var unfit = await Assert.ThrowsAsync<AgentException>(() => sync.Service.DryRunAsync(LeadSync.Name, 1, null, Of("many"), Token));

        Assert.Equal(("E-DRY-PARAMETER-MISSING", ExitCode.Usage), (missing.Code, missing.ExitCode));
        Assert.Contains("--param days=", missing.NextAction, StringComparison.Ordinal);
        Assert.Equal(("E-DRY-PARAMETER-UNKNOWN", ExitCode.Usage), (unknown.Code, unknown.ExitCode));
        Assert.Contains("'dayz': it reads 'days'", unknown.Message, StringComparison.Ordinal);
        Assert.Equal(("E-DRY-PARAMETER-TYPE", ExitCode.Usage), (unfit.Code, unfit.ExitCode));
        Assert.Contains("'days' is no Int32", unfit.Message, StringComparison.Ordinal);
        Assert.Equal("E-DRY-NONE", Assert.Throws<AgentException>(() => sync.Service.ReadPlan(LeadSync.Name)).Code);
    }

    private static Dictionary<string, string> Of(string days) => new() { ["days"] = days };
}
