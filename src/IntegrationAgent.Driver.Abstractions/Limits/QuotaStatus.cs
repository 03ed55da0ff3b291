namespace IntegrationAgent.Driver;

/// <summary>One quota.</summary>
public sealed class QuotaStatus
{
    /// <summary>The name under which it is declared.</summary>
    public required string Name { get; init; }

    /// <summary>How much there is in a window; null where unknown.</summary>
    public long? Limit { get; init; }

    /// <summary>How much is left; null where unknown.</summary>
    public long? Remaining { get; init; }

    /// <summary>When it begins anew, in UTC; null where unknown or rolling.</summary>
    public DateTimeOffset? ResetsAt { get; init; }
}
