namespace IntegrationAgent.Agent.Execution;

/// <summary>What reading back showed.</summary>
public sealed class VerificationReport
{
    /// <summary>How many records were read back.</summary>
    public required long Checked { get; init; }

    /// <summary>How many were as written.</summary>
    public required long Matching { get; init; }

    /// <summary>How many were not there.</summary>
    public required long Missing { get; init; }

    /// <summary>True when every written record was checked, false for a sample chosen by the run's seed.</summary>
    public required bool Complete { get; init; }

    /// <summary>True when the counts add up and every checked record is as written.</summary>
    public bool Verified => Checked == Matching;
}
