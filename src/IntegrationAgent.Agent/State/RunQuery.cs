namespace IntegrationAgent.Agent.State;

/// <summary>Which runs to list, newest first.</summary>
public sealed class RunQuery
{
    /// <summary>Only this integration; null for all.</summary>
    public string? Series { get; init; }

    /// <summary>Only in this state; null for all.</summary>
    public RunState? State { get; init; }

    /// <summary>At most so many.</summary>
    /// <value>50</value>
    public int Limit { get; init; } = 50;
}
