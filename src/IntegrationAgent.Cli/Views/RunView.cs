using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Views;

/// <summary>What a run did.</summary>
internal static class RunView
{
    public static void Write(Screen screen, RunReport report)
    {
        screen.EndProgress();
        var counts = report.Counts;
        var summary = $"{report.State.Name()} in {Show.Seconds(report.Elapsed)}: {Show.Count(counts.Read)} read = {Show.Count(counts.Created)} created"
            + $" + {Show.Count(counts.Updated)} updated + {Show.Count(counts.Unchanged)} unchanged"
            + (counts.Deleted > 0 ? $" + {Show.Count(counts.Deleted)} deleted" : "")
            + (counts.Skipped > 0 ? $" + {Show.Count(counts.Skipped)} skipped" : "")
            + (counts.Quarantined > 0 ? $" + {Show.Count(counts.Quarantined)} set aside" : "");
        if (report.State == RunState.Succeeded)
            screen.Done(summary);
        else
            screen.Failed(summary);
        if (report.Verification is { } verification)
        {
            var scope = verification.Complete ? "every written record" : "a sample chosen by the run's seed";
            var text = verification.Checked == 0
                ? "nothing was written, so there was nothing to read back"
                : $"read back {Show.Count(verification.Checked)} ({scope}): {Show.Count(verification.Matching)} as written, {Show.Count(verification.Missing)} missing";
            if (verification.Verified)
                screen.Done(text);
            else
                screen.Failed(text);
        }

        if (report.DeletedAtSource > 0)
            screen.Note(Deletes(report));
        screen.Pairs(
        [
            ("run", report.RunId + (report.Attempt > 1 ? $" (attempt {report.Attempt})" : "")),
            ("calls", string.Join(", ", report.Calls.Select(call => $"{call.Key} {Show.Count(call.Value)}"))),
            ("isolation", report.Isolation),
        ], 4);
        foreach (var note in report.Notes)
            screen.Note(note);
    }

    /// <summary>What was done about records that are gone at the source.</summary>
    public static string Deletes(RunReport report)
    {
        var gone = $"{Show.Count(report.DeletedAtSource, "record")} deleted at the source";
        return report.DeleteRule switch
        {
            "delete" => $"{gone}: {Show.Count(report.Counts.Deleted)} deleted in the target too, by the rule 'delete'",
            "keep" => $"{gone}: kept in the target, by the rule 'keep' ({Show.Count(report.DeletedStillInTarget)} of them there)",
            _ => $"{gone}: not looked at, by the rule '{report.DeleteRule}'",
        };
    }
}
