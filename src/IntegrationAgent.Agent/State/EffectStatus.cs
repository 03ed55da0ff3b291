namespace IntegrationAgent.Agent.State;

/// <summary>What is known of a batch of writes.</summary>
public enum EffectStatus
{
    /// <summary>Written down and, as far as is known, under way.</summary>
    Intended = 0,

    /// <summary>The target has answered and the answer is durable.</summary>
    Acknowledged = 1,

    /// <summary>Its process ended without an acknowledgement: the target may or may not have it.</summary>
    InDoubt = 2,

    /// <summary>The target refused it as a whole; nothing of it was applied.</summary>
    Failed = 3,
}
