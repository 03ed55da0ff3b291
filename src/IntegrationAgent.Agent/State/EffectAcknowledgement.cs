namespace IntegrationAgent.Agent.State;

/// <summary>What the target answered to a batch, kept together with the checkpoint that it allows.</summary>
public sealed class EffectAcknowledgement
{
    /// <summary>What became of the batch's records. They are added to the run's counts.</summary>
    public required RunCounts Counts { get; init; }

    /// <summary>SHA-256 over the per-record outcomes, in hexadecimal.</summary>
    public required string OutcomeDigest { get; init; }

    /// <summary>The checkpoint that is now allowed; null when an earlier batch is still under way.</summary>
    public RunCheckpoint? Checkpoint { get; init; }

    /// <summary>Records that the target refused, set aside in the same transaction.</summary>
    public IReadOnlyList<QuarantinedRecord> Quarantined { get; init; } = [];

    /// <summary>Records that were set aside before and that this batch has sent again: they are resolved in the same transaction, whatever became of them now.</summary>
    public IReadOnlyList<long> Retried { get; init; } = [];

    /// <summary>How it is known: <c>answer</c>, <c>probe</c> or <c>repeat</c>.</summary>
    public string KnownBy { get; init; } = "answer";
}
