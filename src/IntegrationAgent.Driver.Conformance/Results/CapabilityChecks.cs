namespace IntegrationAgent.Driver.Conformance.Results;

/// <summary>Which checks concern which capability: what a claim says that it proves. Every capability of the contract has one.</summary>
internal static class CapabilityChecks
{
    /// <summary>By capability, the checks without which nothing is known about it. All other checks concern every capability.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Own { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["query"] = ["page-churn", "field-types-roundtrip", "schema-matches-records", "key-unique", "query-complete", "query-stop-reason", "cursor-loop-guard", "filter-equivalence", "stream-flat-memory"],
        ["write"] = ["retry-only-if-safe", "write-partial", "write-idempotent"],
        ["change_feed"] = ["incremental-boundary", "incremental-resume", "incremental-position"],
        ["write_probe"] = ["write-probe"],
        ["native_query"] = ["native-query"],
        ["schema_edit"] = ["schema-edit"],
        ["bulk_write"] = ["bulk-write"],
        ["operations"] = ["operations"],
    };

    /// <summary>
    /// Failed where a check that concerns it failed. Passed where one of its own checks passed. Unchecked where those said that they do not apply, and where
    /// the kit has none: a capability that a later contract adds is not proven by what was there before.
    /// </summary>
    public static ConformanceClaim.ClaimedCapability Judge(string capability, ConformanceReport report)
    {
        var own = Own.GetValueOrDefault(capability, []);
        var elsewhere = Own.Where(other => other.Key != capability).SelectMany(other => other.Value).Except(own).ToHashSet(StringComparer.Ordinal);
        var concerned = report.Results.Where(result => !elsewhere.Contains(result.Check.Name)).ToList();
        var ownResults = concerned.Where(result => own.Contains(result.Check.Name)).ToList();
        var outcome = concerned.Any(result => result.Status == ConformanceStatus.Failed) ? "failed"
            : ownResults.Any(result => result.Status == ConformanceStatus.Passed) ? "passed"
            : "unchecked";
        return new ConformanceClaim.ClaimedCapability(capability, outcome, [.. ownResults.Where(result => result.Status != ConformanceStatus.NotApplicable).Select(result => result.Check.Name)]);
    }
}
