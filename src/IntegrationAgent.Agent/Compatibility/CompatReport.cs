namespace IntegrationAgent.Agent.Compatibility;

/// <summary>What a new version of a driver changes. The same two packages give the same report, byte for byte, in each of its forms.</summary>
public sealed class CompatReport
{
    internal CompatReport(ComparedDriver old, ComparedDriver @new, IEnumerable<CompatFinding> findings, IReadOnlyList<string> notes)
    {
        Old = old;
        New = @new;
        Findings =
        [
            .. findings
                .DistinctBy(finding => (finding.Rule.Id, finding.File, finding.Target, finding.Message, finding.Before, finding.After))
                .OrderByDescending(finding => finding.Impact)
                .ThenBy(finding => finding.Rule.Area)
                .ThenBy(finding => finding.Rule.Id, StringComparer.Ordinal)
                .ThenBy(finding => finding.File, StringComparer.Ordinal)
                .ThenBy(finding => finding.Target, StringComparer.Ordinal)
                .ThenBy(finding => finding.Message, StringComparer.Ordinal),
        ];
        Notes = notes;
        Needed = Findings.Count == 0 ? CompatImpact.Patch : Findings.Max(finding => finding.Impact);
        Verdict = VersionRules.Judge(old.Version, @new.Version, Needed);
    }

    /// <summary>The version that is in use.</summary>
    public ComparedDriver Old { get; }

    /// <summary>The version that would replace it.</summary>
    public ComparedDriver New { get; }

    /// <summary>The differences, those that matter most first.</summary>
    public IReadOnlyList<CompatFinding> Findings { get; }

    /// <summary>What was not looked at, and why.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The highest impact of all findings.</summary>
    public CompatImpact Needed { get; }

    /// <summary>Whether the version took a step as high as that.</summary>
    public CompatVerdict Verdict { get; }
}
