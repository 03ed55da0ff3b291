namespace IntegrationAgent.Agent.State;

/// <summary>What a run is created with.</summary>
public sealed class NewRun
{
    /// <summary>Its id; null lets the store choose one.</summary>
    public string? Id { get; init; }

    /// <summary>The integration whose runs follow each other; at most one of them holds a lease.</summary>
    public required string Series { get; init; }

    /// <summary>The hash of what was approved, recomputed from what will be loaded.</summary>
    public required string SubjectHash { get; init; }

    /// <summary>
    /// The approval that this run spends, in the same transaction; null for a run that needs none.
    /// The approval must be for <see cref="SubjectHash"/>, in time, and not used up.
    /// </summary>
    public string? ApprovalId { get; init; }

    /// <summary>The run's logical time, the script's <c>job.Now</c>; null takes the store's clock.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>The seed of the script's <c>job.Random</c>.</summary>
    public long Seed { get; init; }

    /// <summary>The schedule's slot; a second run of the series with the same slot is <c>E-RUN-SLOT</c>. Null for a run by hand.</summary>
    public string? Slot { get; init; }

    /// <summary>The run whose records, set aside then, this one sends again; null for a run of the script.</summary>
    public string? RetryOf { get; init; }

    /// <summary>The run may not be claimed before; null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }
}
