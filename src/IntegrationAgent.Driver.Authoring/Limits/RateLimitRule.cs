namespace IntegrationAgent.Driver.Authoring;

/// <summary>One limit that a budget keeps to; the same data as <see cref="RateLimitAttribute"/>.</summary>
public sealed class RateLimitRule
{
    /// <summary>The name under which it is declared.</summary>
    public required string Name { get; init; }

    /// <summary>The length of the window; zero for a limit on concurrency only.</summary>
    public TimeSpan Window { get; init; }

    /// <summary>How much may be used in a window; 0 where only the system knows.</summary>
    public long Quota { get; init; }

    /// <summary>How many calls may be under way at once; 0 for no limit.</summary>
    public int Concurrency { get; init; }

    /// <summary>How much one call uses.</summary>
    /// <value>Default: 1.</value>
    public int CostPerCall { get; init; } = 1;

    /// <summary>The share that is left to the people who use the same quota, in percent.</summary>
    /// <value>Default: 10.</value>
    public int ReservePercent { get; init; } = 10;
}
