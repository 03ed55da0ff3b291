namespace IntegrationAgent.Driver;

/// <summary>What is left of a system's quotas.</summary>
public sealed class RateLimitStatus
{
    /// <summary>One for each declared quota that the system reports.</summary>
    public IReadOnlyList<QuotaStatus> Quotas { get; init; } = [];

    /// <summary>Calls made over this connection since it was opened, repeats included.</summary>
    public long CallsMade { get; init; }
}
