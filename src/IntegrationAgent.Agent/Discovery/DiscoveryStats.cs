namespace IntegrationAgent.Agent.Discovery;

/// <summary>What an answer cost.</summary>
public sealed class DiscoveryStats
{
    /// <summary>Calls to the system; 0 from the cache.</summary>
    public long Calls { get; init; }

    /// <summary>Records read.</summary>
    public long Rows { get; init; }

    /// <summary>Milliseconds.</summary>
    public long Ms { get; init; }
}
