using IntegrationAgent.Cli.Tests.Running;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace IntegrationAgent.Cli.Tests.Commands;

public class ResumeTests
{
    // More than two pages of records are in the last 30 days.
    private const int Leads = 14_000;

    [Fact]
    public async Task Source_that_goes_in_the_middle_of_a_run_leaves_a_checkpoint_and_resume_completes_it()
    {
        await using var workspace = await LeadWorkspace.CreateApprovedAsync(Leads);
        workspace.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.ConnectionReset, PathContains = "/query/", After = 1, Times = -1 });

        var broken = await workspace.RunAsync("run", "lead-sync", "--json");
        workspace.Simulator.ClearFaults();
        (await workspace.RunAsync("run", "lead-sync", "--resume", "--json")).Expect(0);

        broken.ExpectError(6, "E-[A-Z-]+");
        Assert.Contains("intagent run lead-sync --resume", broken.Error, StringComparison.Ordinal);
        var planned = (await workspace.RunAsync("run", "lead-sync", "--json")).Expect(0).Json.GetProperty("run").GetProperty("counts");
        Assert.Equal(0, planned.GetProperty("created").GetInt64() + planned.GetProperty("updated").GetInt64());
        var expected = workspace.Simulator.Query($"SELECT Id FROM Lead WHERE CreatedDate >= {DateTimeOffset.Parse(PlanTime(workspace), System.Globalization.CultureInfo.InvariantCulture).AddDays(-30):yyyy-MM-ddTHH:mm:ssZ}").Count;
        var rows = Sql.Scalar(workspace.Database, "SELECT count(*) FROM leads");
        Assert.InRange(rows, expected - 2, expected);
        Assert.Equal(rows, Sql.Scalar(workspace.Database, "SELECT count(DISTINCT sf_id) FROM leads"));
    }

    private static string PlanTime(LeadWorkspace workspace) =>
        System.Text.Json.JsonDocument.Parse(File.ReadAllText(System.IO.Path.Combine(workspace.Path, "integrations", "lead-sync", "plan.json"))).RootElement.GetProperty("now").GetString()!;
}
