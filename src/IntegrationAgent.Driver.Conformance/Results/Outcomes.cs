namespace IntegrationAgent.Driver.Conformance.Results;

/// <summary>The words for what became of a check.</summary>
internal static class Outcomes
{
    public static string Name(ConformanceStatus status) => status switch
    {
        ConformanceStatus.Passed => "passed",
        ConformanceStatus.NotApplicable => "not_applicable",
        _ => "failed",
    };
}
