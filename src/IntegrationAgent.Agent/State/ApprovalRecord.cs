namespace IntegrationAgent.Agent.State;

/// <summary>A decision as the store keeps it.</summary>
public sealed class ApprovalRecord
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The integration.</summary>
    public required string Series { get; init; }

    /// <summary>The hash of the canonical subject.</summary>
    public required string SubjectHash { get; init; }

    /// <summary>Where it stands.</summary>
    public required ApprovalState State { get; init; }

    /// <summary>Who asked; null when the approval's key was shredded.</summary>
    public string? Requester { get; init; }

    /// <summary>Who decided; null when the approval's key was shredded.</summary>
    public string? Approver { get; init; }

    /// <summary>Why; null when the approval's key was shredded.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether requester and approver were the same person.</summary>
    public required bool SelfApproved { get; init; }

    /// <summary>The hash of the page that was shown.</summary>
    public required string PageHash { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>No run before; null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>No run after.</summary>
    public required DateTimeOffset ExecuteBy { get; init; }

    /// <summary>How many runs it carries.</summary>
    public required int MaxRuns { get; init; }

    /// <summary>How many runs were created under it.</summary>
    public required int Spent { get; init; }
}
