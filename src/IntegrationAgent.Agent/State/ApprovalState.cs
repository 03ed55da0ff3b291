namespace IntegrationAgent.Agent.State;

/// <summary>Where a decision stands. Expiry and use are not states: the clock and the count say them.</summary>
public enum ApprovalState
{
    /// <summary>Approved.</summary>
    Approved = 0,

    /// <summary>Rejected.</summary>
    Rejected = 1,

    /// <summary>Approved once and taken back.</summary>
    Revoked = 2,
}
