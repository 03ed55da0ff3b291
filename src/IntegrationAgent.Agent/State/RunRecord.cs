namespace IntegrationAgent.Agent.State;

/// <summary>A run as the store keeps it.</summary>
public sealed class RunRecord
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The integration.</summary>
    public required string Series { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>How often it was claimed.</summary>
    public required int Attempt { get; init; }

    /// <summary>The hash of what was approved.</summary>
    public required string SubjectHash { get; init; }

    /// <summary>The approval it spent; null when it needed none.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>Who holds it; null when nobody does.</summary>
    public string? LeaseOwner { get; init; }

    /// <summary>Until when the holder is presumed alive.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>Grows with each claim; a write that names an older one changes nothing.</summary>
    public required long Fence { get; init; }

    /// <summary>The run's logical time; the same after a resume.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The seed of the script's random numbers.</summary>
    public required long Seed { get; init; }

    /// <summary>What became of its records so far.</summary>
    public required RunCounts Counts { get; init; }

    /// <summary>The error code that ended or stopped it; null otherwise.</summary>
    public string? Code { get; init; }

    /// <summary>One safe sentence to <see cref="Code"/>.</summary>
    public string? Message { get; init; }

    /// <summary>The schedule's slot; null for a run by hand.</summary>
    public string? Slot { get; init; }

    /// <summary>The run whose records, set aside then, this one sends again; null for a run of the script.</summary>
    public string? RetryOf { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was first claimed.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When anything of it was last written.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it last stopped.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}
