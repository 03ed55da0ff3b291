using System.Globalization;
using System.Text;

namespace IntegrationAgent.Driver.Conformance.Results;

/// <summary>A claim as one page for whoever reviews the driver: failures first, then what was proven for which capability, then every check.</summary>
internal static class MarkdownReport
{
    public static string Write(ConformanceClaim claim)
    {
        var page = new StringBuilder();
        Line(page, $"# Conformance of {claim.Driver.Package} {claim.Driver.Version}");
        Line(page, "");
        Line(page, $"**{claim.Outcome}**: {Count(claim, "passed")} passed, {Count(claim, "failed")} failed, {Count(claim, "not_applicable")} not applicable, of {claim.Kit.Checks} checks of the kit {claim.Kit.Version}. Driver `{claim.Driver.Id}`.");
        Line(page, "");
        Line(page, "This is its author's claim about one build:");
        Line(page, "");
        foreach (var assembly in claim.Assemblies)
            Line(page, $"- `{assembly.File}` sha256 `{assembly.Sha256}`");

        var failures = claim.Checks.Where(check => check.Outcome == "failed").ToList();
        if (failures.Count > 0)
        {
            Line(page, "");
            Line(page, "## Failed");
            Line(page, "");
            foreach (var check in failures)
                Line(page, $"- **{check.Id} {check.Name}**: {Cell(check.Message)}");
        }

        Line(page, "");
        Line(page, "## Capabilities");
        Line(page, "");
        Line(page, "| capability | outcome | checks that concern it |");
        Line(page, "|---|---|---|");
        foreach (var capability in claim.Capabilities)
            Line(page, $"| {capability.Name} | {capability.Outcome} | {string.Join(", ", capability.Checks)} |");

        Line(page, "");
        Line(page, "## Checks");
        Line(page, "");
        Line(page, "| check | outcome | observations | remark |");
        Line(page, "|---|---|---:|---|");
        foreach (var check in claim.Checks)
            Line(page, $"| {check.Id} {check.Name} | {check.Outcome.Replace('_', ' ')} | {check.Observations.ToString(CultureInfo.InvariantCulture)} | {Cell(check.Message)} |");
        return page.ToString();
    }

    private static int Count(ConformanceClaim claim, string outcome) => claim.Checks.Count(check => check.Outcome == outcome);

    private static string Cell(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static void Line(StringBuilder page, string text) => page.Append(text).Append('\n');
}
