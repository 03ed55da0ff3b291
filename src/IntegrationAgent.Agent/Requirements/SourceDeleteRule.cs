namespace IntegrationAgent.Agent.Requirements;

/// <summary>What happens in the target when a record is deleted at the source.</summary>
public enum SourceDeleteRule
{
    /// <summary>It is kept, and reported.</summary>
    Keep = 0,

    /// <summary>It is deleted too, within the approved number.</summary>
    Delete = 1,

    /// <summary>Nobody looks.</summary>
    Ignore = 2,
}
