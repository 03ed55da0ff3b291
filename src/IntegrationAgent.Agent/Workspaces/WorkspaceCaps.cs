namespace IntegrationAgent.Agent.Workspaces;

/// <summary>The most that one run may do, whatever was approved. Above these more than one approver is asked.</summary>
public sealed record WorkspaceCaps
{
    /// <summary>Records read.</summary>
    /// <value>10,000,000</value>
    public long MaxRows { get; set; } = 10_000_000;

    /// <summary>Records created.</summary>
    /// <value>1,000,000</value>
    public long MaxCreates { get; set; } = 1_000_000;

    /// <summary>Records updated.</summary>
    /// <value>1,000,000</value>
    public long MaxUpdates { get; set; } = 1_000_000;

    /// <summary>Records deleted, where deletes are allowed.</summary>
    /// <value>1,000</value>
    public long MaxDeletes { get; set; } = 1_000;

    /// <summary>Calls to each connection.</summary>
    /// <value>50,000</value>
    public long MaxCalls { get; set; } = 50_000;

    /// <summary>Seconds from start to end.</summary>
    /// <value>14,400 (four hours)</value>
    public int MaxSeconds { get; set; } = 14_400;
}
