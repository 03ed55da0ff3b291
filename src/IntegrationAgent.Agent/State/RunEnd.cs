namespace IntegrationAgent.Agent.State;

/// <summary>How a run stops.</summary>
public sealed class RunEnd
{
    /// <summary>Any state but created and running.</summary>
    public required RunState State { get; init; }

    /// <summary>The error code; null for success.</summary>
    public string? Code { get; init; }

    /// <summary>One safe sentence to <see cref="Code"/>.</summary>
    public string? Message { get; init; }

    /// <summary>The last counts; null keeps what the store has.</summary>
    public RunCounts? Counts { get; init; }

    /// <summary>The digest of the verification's report; empty when there was none.</summary>
    public string VerificationDigest { get; init; } = "";
}
