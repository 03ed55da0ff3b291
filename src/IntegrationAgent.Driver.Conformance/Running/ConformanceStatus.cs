namespace IntegrationAgent.Driver.Conformance;

/// <summary>What became of a check.</summary>
public enum ConformanceStatus
{
    /// <summary>The driver is wrong, or a prerequisite is missing, or the check did not end.</summary>
    Failed = 0,

    /// <summary>At least one thing was observed, and all were right.</summary>
    Passed = 1,

    /// <summary>The manifest does not declare what the check is about, and the driver has none of it.</summary>
    NotApplicable = 2,
}
