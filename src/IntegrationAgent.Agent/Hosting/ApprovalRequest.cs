namespace IntegrationAgent.Agent.Hosting;

/// <summary>A decision of a person about the present plan.</summary>
public sealed class ApprovalRequest
{
    /// <summary>The integration.</summary>
    public required string Integration { get; init; }

    /// <summary>True to approve, false to reject.</summary>
    public required bool Approved { get; init; }

    /// <summary>Who asked for the integration.</summary>
    public required string Requester { get; init; }

    /// <summary>Who decides.</summary>
    public required string Approver { get; init; }

    /// <summary>Why; at least ten characters for an approval.</summary>
    public required string Reason { get; init; }

    /// <summary>How many runs it carries.</summary>
    /// <value>1</value>
    public int MaxRuns { get; init; } = 1;

    /// <summary>No run after; null for 24 hours from now.</summary>
    public DateTimeOffset? Until { get; init; }
}
