namespace IntegrationAgent.Agent.State;

/// <summary>What becomes of a slot while the run before it is still going.</summary>
public enum OverlapRule
{
    /// <summary>It has no run.</summary>
    Skip,

    /// <summary>Its run begins when the other ends; of several slots that wait, the newest has one.</summary>
    Queue,
}
