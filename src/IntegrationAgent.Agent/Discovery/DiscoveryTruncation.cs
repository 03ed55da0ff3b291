namespace IntegrationAgent.Agent.Discovery;

/// <summary>What was left out of an answer.</summary>
public sealed class DiscoveryTruncation
{
    /// <summary>How many items are shown.</summary>
    public required long Shown { get; init; }

    /// <summary>How many there are.</summary>
    public required long Total { get; init; }

    /// <summary>How to narrow the question.</summary>
    public required string Hint { get; init; }
}
