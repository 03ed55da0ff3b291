namespace IntegrationAgent.Agent.State;

/// <summary>A batch of writes as the ledger keeps it.</summary>
public sealed class EffectEntry
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>What was intended. Its keys are empty when the run's key was shredded.</summary>
    public required EffectIntent Intent { get; init; }

    /// <summary>What is known of it.</summary>
    public required EffectStatus Status { get; init; }

    /// <summary>The fence it was last begun under.</summary>
    public required long Fence { get; init; }

    /// <summary>How often it was begun.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it was first begun.</summary>
    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>The target's handle, such as a bulk job id; empty when there is none.</summary>
    public string Handle { get; init; } = "";

    /// <summary>What became of its records, once acknowledged.</summary>
    public RunCounts Counts { get; init; } = new();

    /// <summary>SHA-256 over the per-record outcomes, once acknowledged; empty before.</summary>
    public string OutcomeDigest { get; init; } = "";

    /// <summary>The error code of a failure; empty otherwise.</summary>
    public string Code { get; init; } = "";
}
