namespace IntegrationAgent.Agent.Audit;

/// <summary>What kind of change a finding shows.</summary>
public enum AuditFindingKind
{
    /// <summary>The event does not have the hash that stands beside it.</summary>
    Edited = 0,

    /// <summary>A place in the sequence is missing.</summary>
    Missing = 1,

    /// <summary>The event does not continue the one before it: something was inserted, reordered or repeated.</summary>
    Broken = 2,

    /// <summary>The end of the chain is gone.</summary>
    Truncated = 3,

    /// <summary>The chain differs from a signed checkpoint: it was rewritten.</summary>
    Rewritten = 4,

    /// <summary>A checkpoint's signature or form is wrong.</summary>
    BadCheckpoint = 5,

    /// <summary>Checkpoints that the store knows of are gone from their file.</summary>
    CheckpointMissing = 6,

    /// <summary>The store is gone, and checkpoints say that there was one.</summary>
    StoreMissing = 7,
}
