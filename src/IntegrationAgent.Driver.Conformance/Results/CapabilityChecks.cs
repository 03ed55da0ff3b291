namespace IntegrationAgent.Driver.Conformance.Results;

/// <summary>Which checks concern which capability: what a claim says that it proves.</summary>
internal static class CapabilityChecks
{
    /// <summary>By capability, the checks without which nothing is known about it. All other checks concern every capability.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Own { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["query"] = ["field-types-roundtrip", "schema-matches-records", "pk-unique-nonnull", "query-complete", "query-stop-reason", "cursor-loop-guard", "stream-flat-memory"],
        ["write"] = ["write-partial", "write-idempotent", "retry-only-if-safe"],
        ["change_feed"] = ["incremental-boundary", "incremental-resume-each-slice"],
    };

    public static ConformanceClaim.ClaimedCapability Judge(string capability, ConformanceReport report)
    {
        var own = Own.GetValueOrDefault(capability, []);
        var elsewhere = Own.Where(other => other.Key != capability).SelectMany(other => other.Value).Except(own).ToHashSet(StringComparer.Ordinal);
        var concerned = report.Results.Where(result => !elsewhere.Contains(result.Check.Name)).ToList();
        var outcome = concerned.Any(result => result.Status == ConformanceStatus.Failed) ? "failed"
            : concerned.Any(result => own.Contains(result.Check.Name) && result.Status == ConformanceStatus.Passed) ? "passed"
            : "unchecked";
        return new ConformanceClaim.ClaimedCapability(capability, outcome, [.. concerned.Where(result => own.Contains(result.Check.Name) && result.Status != ConformanceStatus.NotApplicable).Select(result => result.Check.Name)]);
    }
}
