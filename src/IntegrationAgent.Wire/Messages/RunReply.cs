namespace IntegrationAgent.Wire.Messages;

/// <summary>A script has ended.</summary>
public sealed class RunReply
{
    /// <summary>Why it failed; null when it came to its end.</summary>
    public WireFault? Failure { get; init; }

    /// <summary>The line of the script that failed; 0 where unknown.</summary>
    public int FailureLine { get; init; }

    /// <summary>What the script returned.</summary>
    public int ExitCode { get; init; }
}
