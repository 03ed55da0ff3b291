namespace IntegrationAgent.Agent.Workspaces;

/// <summary>The most that one run may do, whatever was approved. Above these more than one approver is asked.</summary>
public sealed record WorkspaceCaps
{
    /// <summary>Records read.</summary>
    /// <value>10,000,000</value>
    public long MaxRows { get; init; } = 10_000_000;

    /// <summary>Records created.</summary>
    /// <value>1,000,000</value>
    public long MaxCreates { get; init; } = 1_000_000;

    /// <summary>Records updated.</summary>
    /// <value>1,000,000</value>
    public long MaxUpdates { get; init; } = 1_000_000;

    /// <summary>Records deleted, where deletes are allowed.</summary>
    /// <value>1,000</value>
    public long MaxDeletes { get; init; } = 1_000;

    /// <summary>Calls to each connection.</summary>
    /// <value>50,000</value>
    public long MaxCalls { get; init; } = 50_000;

    /// <summary>Seconds from start to end.</summary>
    /// <value>14,400 (four hours)</value>
    public int MaxSeconds { get; init; } = 14_400;
}
