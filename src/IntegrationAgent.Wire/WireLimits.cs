namespace IntegrationAgent.Wire;

/// <summary>What a peer may ask of this process. Checked before anything is allocated; a violation ends the connection.</summary>
public sealed class WireLimits
{
    /// <summary>The greatest call or reply, in bytes.</summary>
    /// <value>Default: 16 MiB.</value>
    public int MaxControlBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The greatest event or schema, in bytes. An event may hold an error for each record of a page.</summary>
    /// <value>Default: 16 MiB.</value>
    public int MaxEventBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The greatest page of records, in bytes.</summary>
    /// <value>Default: 16 MiB.</value>
    public int MaxPageBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The most calls of the peer that may be under way at once.</summary>
    /// <value>Default: 64.</value>
    public int MaxOutstandingCalls { get; init; } = 64;

    /// <summary>The most calls of the peer in any one second.</summary>
    /// <value>Default: 2,000.</value>
    public int MaxCallsPerSecond { get; init; } = 2_000;

    /// <summary>The most bytes that the peer may send in all.</summary>
    /// <value>Default: no limit.</value>
    public long MaxTotalBytes { get; init; } = long.MaxValue;

    /// <summary>How many pages a sender may be ahead of its receiver.</summary>
    /// <value>Default: 4.</value>
    public int Window { get; init; } = 4;
}
