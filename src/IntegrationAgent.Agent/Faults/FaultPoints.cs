namespace IntegrationAgent.Agent.Faults;

/// <summary>The named places where a test can make a process die, stop or fail. They are compiled into every build and do nothing unless armed.</summary>
public static class FaultPoints
{
    /// <summary>A run row was written and its approval spent; nothing has claimed it.</summary>
    public const string RunCreated = "run-created";

    /// <summary>A lease is about to be taken.</summary>
    public const string BeforeClaim = "before-claim";

    /// <summary>The lease was taken; no sandbox has started.</summary>
    public const string RunClaimed = "run-claimed";

    /// <summary>The sandbox and the driver hosts are up; nothing was read.</summary>
    public const string SandboxStarted = "sandbox-started";

    /// <summary>A page of the source was read; nothing of it was written.</summary>
    public const string PageRead = "page-read";

    /// <summary>Inside the transaction that writes an intent, before its commit.</summary>
    public const string DuringIntent = "during-intent";

    /// <summary>The intent is durable; the driver was not called.</summary>
    public const string IntentWritten = "intent-written";

    /// <summary>The write frame is about to leave for the driver host.</summary>
    public const string BeforeCall = "before-call";

    /// <summary>A bulk job was opened and its handle is not yet in the ledger.</summary>
    public const string HandleOpened = "handle-opened";

    /// <summary>A bulk job's handle is in the ledger; its upload is not closed.</summary>
    public const string HandleWritten = "handle-written";

    /// <summary>The target has answered; the acknowledgement is not durable.</summary>
    public const string AfterCall = "after-call";

    /// <summary>Inside the transaction that acknowledges, before its commit.</summary>
    public const string DuringAck = "during-ack";

    /// <summary>The acknowledgement, the checkpoint and the audit event are durable.</summary>
    public const string AfterAck = "after-ack";

    /// <summary>A checkpoint that belongs to no effect is durable.</summary>
    public const string CheckpointWritten = "checkpoint-written";

    /// <summary>The read-back is about to begin.</summary>
    public const string BeforeVerify = "before-verify";

    /// <summary>Inside the transaction that ends the run, before its commit.</summary>
    public const string DuringFinalState = "during-final-state";

    /// <summary>The run's last state is durable.</summary>
    public const string FinalState = "final-state";

    /// <summary>An audit checkpoint was signed and is about to be appended to its file.</summary>
    public const string AuditCheckpoint = "audit-checkpoint";

    /// <summary>An audit checkpoint is in its file; the store does not know.</summary>
    public const string AuditCheckpointWritten = "audit-checkpoint-written";

    /// <summary>Inside the transaction that spends an approval, before its commit.</summary>
    public const string DuringSpend = "during-spend";

    /// <summary>Every name, in the order in which a run passes them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        DuringSpend, RunCreated, BeforeClaim, RunClaimed, SandboxStarted, PageRead,
        DuringIntent, IntentWritten, BeforeCall, HandleOpened, HandleWritten, AfterCall, DuringAck, AfterAck,
        CheckpointWritten, BeforeVerify, DuringFinalState, FinalState, AuditCheckpoint, AuditCheckpointWritten,
    ];
}
