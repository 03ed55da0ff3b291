using System.Text;

namespace IntegrationAgent.Agent.Compatibility.Rendering;

/// <summary>The report as one page for a reviewer.</summary>
public static class CompatMarkdown
{
    private static readonly (CompatImpact Impact, string Heading)[] Groups =
    [
        (CompatImpact.Major, "May break"),
        (CompatImpact.Minor, "New, or worth knowing"),
        (CompatImpact.Patch, "Texts"),
    ];

    /// <summary>Differences by which a driver may do more than whoever approved the old version has agreed to.</summary>
    private static readonly HashSet<string> Rights = new(StringComparer.Ordinal) { "IAC0213", "IAC0215", "IAC0219", "IAC0240", "IAC0242", "IAC0272", "IAC0303", "IAC0401" };

    /// <summary>The page, in UTF-8 with line feeds.</summary>
    public static string Render(CompatReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var page = new StringBuilder();
        page.Append("# ").Append(Cell(report.Old.PackageId)).Append(": ").Append(Cell(report.Old.Version)).Append(" → ").Append(Cell(report.New.Version)).Append("\n\n");
        page.Append(report.Verdict.Enough ? "**The version step is enough.** " : "**The version step is not enough.** ").Append(Cell(report.Verdict.Sentence)).Append("\n\n");
        page.Append("| | may break | new | texts |\n|---|---:|---:|---:|\n");
        foreach (var area in Enum.GetValues<CompatArea>())
        {
            var counts = Groups.Select(group => report.Findings.Count(finding => finding.Rule.Area == area && finding.Impact == group.Impact));
            page.Append("| ").Append(Word(area)).Append(" | ").AppendJoin(" | ", counts).Append(" |\n");
        }

        Section(page, "Somebody has to agree", [.. report.Findings.Where(finding => Rights.Contains(finding.Rule.Id))], "It may do more than before, or with more: whoever approved the old version has not approved this.");
        foreach (var (impact, heading) in Groups)
            Section(page, heading, [.. report.Findings.Where(finding => finding.Impact == impact && !Rights.Contains(finding.Rule.Id))]);
        page.Append("\n## Compared\n\n| version | sha256 |\n|---|---|\n");
        foreach (var one in new[] { report.Old, report.New })
            page.Append("| ").Append(Cell(one.Version)).Append(" | `").Append(one.Sha256).Append("` |\n");
        foreach (var note in report.Notes)
            page.Append("\n- ").Append(Cell(note));
        return page.Append(report.Notes.Count > 0 ? "\n" : "").ToString();
    }

    internal static string Word(CompatArea area) => area switch
    {
        CompatArea.Api => "public types",
        CompatArea.Manifest => "manifest",
        CompatArea.Behaviour => "behaviour",
        _ => "package",
    };

    private static string Heading(CompatArea area) => char.ToUpperInvariant(Word(area)[0]) + Word(area)[1..];

    private static void Section(StringBuilder page, string heading, IReadOnlyList<CompatFinding> findings, string? about = null)
    {
        if (findings.Count == 0)
            return;
        page.Append("\n## ").Append(heading).Append('\n');
        if (about is not null)
            page.Append('\n').Append(about).Append('\n');
        foreach (var area in findings.GroupBy(finding => finding.Rule.Area).OrderBy(area => area.Key))
        {
            page.Append("\n### ").Append(Heading(area.Key)).Append("\n\n| rule | what | where | was | is |\n|---|---|---|---|---|\n");
            foreach (var finding in area)
            {
                page.Append("| ").Append(finding.Rule.Id).Append(" | ").Append(Cell(finding.Message)).Append(" | ").Append(Code(finding.Target)).Append(" | ")
                    .Append(Code(finding.Before)).Append(" | ").Append(Code(finding.After)).Append(" |\n");
            }
        }

        page.Append("\n<details><summary>Why it matters</summary>\n\n");
        foreach (var rule in findings.Select(finding => finding.Rule).DistinctBy(rule => rule.Id))
            page.Append("- ").Append(rule.Id).Append(": ").Append(Cell(rule.Why)).Append('\n');
        page.Append("\n</details>\n");
    }

    /// <summary>Text from a package, which must not end its cell or become markup.</summary>
    private static string Cell(string text)
    {
        var cell = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            if (character is '|' or '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '#' or '!' or '&' or '~')
                cell.Append('\\');
            cell.Append(character);
        }

        return cell.ToString();
    }

    private static string Code(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return text is null ? "" : "(empty)";
        var longest = 0;
        for (var (i, run) = (0, 0); i < text.Length; i++)
        {
            run = text[i] == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        var fence = new string('`', longest + 1);
        var pad = longest > 0 ? " " : "";
        return $"{fence}{pad}{text.Replace("|", "\\|", StringComparison.Ordinal)}{pad}{fence}";
    }
}
