namespace IntegrationAgent.Agent.State;

/// <summary>What a person decided about a subject.</summary>
public sealed class ApprovalDecision
{
    /// <summary>The integration.</summary>
    public required string Series { get; init; }

    /// <summary>The hash of the canonical subject.</summary>
    public required string SubjectHash { get; init; }

    /// <summary>Whether it is approved; false is a rejection.</summary>
    public required bool Approved { get; init; }

    /// <summary>Who asked for it. Kept encrypted.</summary>
    public required string Requester { get; init; }

    /// <summary>Who decided. Kept encrypted.</summary>
    public required string Approver { get; init; }

    /// <summary>Why. At least ten characters for an approval. Kept encrypted.</summary>
    public required string Reason { get; init; }

    /// <summary>The hash of the page that the approver was shown.</summary>
    public required string PageHash { get; init; }

    /// <summary>The decision is refused after this time.</summary>
    public required DateTimeOffset ApproveBy { get; init; }

    /// <summary>No run may be created before this time; null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>No run may be created after this time.</summary>
    public required DateTimeOffset ExecuteBy { get; init; }

    /// <summary>How many runs it carries.</summary>
    /// <value>1</value>
    public int MaxRuns { get; init; } = 1;

    /// <summary>Whether the workspace's policy lets a person approve what the same person asked for.</summary>
    public bool SingleUser { get; init; }
}
