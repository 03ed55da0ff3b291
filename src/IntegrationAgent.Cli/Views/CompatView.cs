using IntegrationAgent.Agent.Compatibility;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Views;

/// <summary>What a new version changes, on a terminal.</summary>
internal static class CompatView
{
    public static void Write(Screen screen, CompatReport report)
    {
        screen.Text($"{report.Old.PackageId}: {report.Old.Version} → {report.New.Version}", 0, Tone.Strong);
        foreach (var (impact, heading) in new[] { (CompatImpact.Major, "May break"), (CompatImpact.Minor, "New, or worth knowing"), (CompatImpact.Patch, "Texts") })
        {
            var findings = report.Findings.Where(finding => finding.Impact == impact).ToList();
            if (findings.Count == 0)
                continue;
            screen.Heading(heading);
            screen.Table(["rule", "what", "where", "was", "is"], findings.Select(finding => (IReadOnlyList<string>)[finding.Rule.Id, finding.Message, finding.Target, finding.Before ?? "", finding.After ?? ""]));
        }

        screen.Line();
        foreach (var note in report.Notes)
            screen.Note(note, 0);
        if (report.Verdict.Enough)
            screen.Done(report.Verdict.Sentence, 0);
        else
            screen.Failed(report.Verdict.Sentence, 0);
    }
}
