using System.Text.Json.Nodes;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;
using IntegrationAgent.Cli.Views;

namespace IntegrationAgent.Cli.Demo;

/// <summary>Steps 6 and 7: approval, the first run, a run that changes nothing, a run of three changes and a delete.</summary>
internal sealed partial class DemoRun
{
    private const int Changes = 3;
    private const int Runs = 4;

    private async Task<bool> ApproveAsync(CancellationToken cancellationToken)
    {
        Step(6, "Approval, and the run");
        var reason = "The preview shows the fields that were asked for, and nothing is overwritten.";
        if (options.Interactive)
        {
            if (!TerminalInput.Confirm(session, $"Approve this plan for {Runs} runs?"))
            {
                screen.Note("Not approved: nothing was run.");
                return false;
            }

            reason = TerminalInput.Ask(session, "Why (at least ten characters)");
        }

        var record = await service.DecideAsync(
            new ApprovalRequest { Integration = integration, Approved = true, Requester = session.User, Approver = session.User, Reason = reason, MaxRuns = Runs },
            cancellationToken).ConfigureAwait(false);
        screen.Done($"approved by {record.Approver}: “{reason}”");
        screen.Pairs(
        [
            ("policy", "single-user: whoever asked may approve; without it another person must"),
            ("carries", $"{Show.Count(record.MaxRuns, "run")} until {Show.Time(record.ExecuteBy)} UTC"),
            ("binds", $"script, driver files, connections, rights, schema, plan: {Show.Hash(record.SubjectHash)}"),
        ], 4);
        session.Result["approval"] = CliJson.Node(record);
        session.Result["runs"] = new JsonArray();
        return true;
    }

    private async Task FirstRunAsync(CancellationToken cancellationToken)
    {
        var plan = service.ReadPlan(integration);
        var report = await RunAsync("run1", cancellationToken).ConfigureAwait(false);
        Expect(report.State == RunState.Succeeded && report.Verification is { Verified: true }, "counts add up, and every record that was read back is as it was written");
        Expect(report.Counts.Created == plan.Creates && report.Counts.Updated == plan.Updates, $"the run did what the plan said: {Show.Count(plan.Creates)} created, {Show.Count(plan.Updates)} changed");
        var count = DemoSql.Count(DatabasePath, targetObject);
        Expect(count == report.Counts.Created, $"plain SQL on the file agrees: SELECT count(*) FROM {targetObject} → {Show.Count(count)}");
        session.Result["rows"] = count;
    }

    private async Task LaterRunsAsync(CancellationToken cancellationToken)
    {
        Step(7, "Again, and after changes at the source");
        var before = DemoSql.Digest(DatabasePath, targetObject);
        var second = await RunAsync("run2", cancellationToken).ConfigureAwait(false);
        Expect(second.State == RunState.Succeeded && Written(second) == 0 && DemoSql.Digest(DatabasePath, targetObject) == before, "second run: 0 writes, and the table is the same, row by row");

        var changed = simulator.UpdateRecords(simulator.SourceObject, Changes);
        var deleted = simulator.DeleteRecord(simulator.SourceObject);
        screen.Text($"at the source now: {Show.Count(changed.Count, "record")} changed, 1 deleted ({deleted})", 4, Tone.Dim);
        var rows = DemoSql.Count(DatabasePath, targetObject);
        var third = await RunAsync("run3", cancellationToken).ConfigureAwait(false);
        Expect(third.State == RunState.Succeeded && third.Counts.Updated == Changes && Written(third) == Changes, $"third run: exactly {Changes} writes");
        Expect(third.DeletedAtSource == 1, $"the delete is reported, and what the plan said about deletes was done: {third.DeleteRule}");
        var expected = third.DeleteRule == "delete" ? rows - 1 : rows;
        Expect(DemoSql.Count(DatabasePath, targetObject) == expected, $"plain SQL again: {Show.Count(expected)} rows");
    }

    private async Task<RunReport> RunAsync(string name, CancellationToken cancellationToken)
    {
        var since = Time.GetTimestamp();
        var report = await service.RunAsync(integration, resume: false, null, RunProgressLine.For(session), cancellationToken).ConfigureAwait(false);
        Took(name, since);
        RunView.Write(screen, report);
        ((JsonArray)session.Result["runs"]!).Add(CliJson.Node(report));
        if (report.State is RunState.Succeeded)
            return report;
        throw new AgentException(report.Code ?? "E-RUN-" + report.State.Name().ToUpperInvariant(), report.Message ?? "The run did not succeed.", report.NextAction ?? "Look at it with: intagent runs", report.ExitCode);
    }

    private static long Written(RunReport report) => report.Counts.Created + report.Counts.Updated + report.Counts.Deleted;
}
