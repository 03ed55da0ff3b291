namespace IntegrationAgent.Agent.Audit;

/// <summary>Which events to read, in order of their place.</summary>
public sealed class AuditQuery
{
    /// <summary>The first place to read; 1 by default.</summary>
    public long From { get; init; } = 1;

    /// <summary>Only this type; null for all.</summary>
    public string? Type { get; init; }

    /// <summary>Only this subject; null for all.</summary>
    public string? Subject { get; init; }

    /// <summary>At most so many events.</summary>
    /// <value>1,000</value>
    public int Limit { get; init; } = 1000;
}
