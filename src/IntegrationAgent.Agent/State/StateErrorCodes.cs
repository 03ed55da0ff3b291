namespace IntegrationAgent.Agent.State;

/// <summary>The codes that the store throws.</summary>
public static class StateErrorCodes
{
    /// <summary>Another process has claimed the run since: stop at once, kill the sandbox.</summary>
    public const string LeaseLost = "E-RUN-LEASE-LOST";

    /// <summary>The run, or another of its series, is held by a living process.</summary>
    public const string Busy = "E-RUN-BUSY";

    /// <summary>There is no such run.</summary>
    public const string RunUnknown = "E-RUN-UNKNOWN";

    /// <summary>The run has ended; it cannot be claimed again.</summary>
    public const string RunEnded = "E-RUN-ENDED";

    /// <summary>The run was written by a newer version of this program.</summary>
    public const string RunFormat = "E-RUN-FORMAT";

    /// <summary>The schedule's slot has its run.</summary>
    public const string Slot = "E-RUN-SLOT";

    /// <summary>A run cannot end well while a batch of it is under way or in doubt.</summary>
    public const string Unresolved = "E-RUN-UNRESOLVED";

    /// <summary>The ledger has no such batch, or it is not under way.</summary>
    public const string EffectUnknown = "E-RUN-EFFECT";

    /// <summary>The store cannot be opened or written.</summary>
    public const string Unavailable = "E-STA-UNAVAILABLE";

    /// <summary>The address of a shared store is not set, or is none.</summary>
    public const string Address = "E-STA-ADDRESS";

    /// <summary>Other processes kept the store for longer than we wait.</summary>
    public const string Locked = "E-STA-LOCKED";

    /// <summary>The store lies on a network file system.</summary>
    public const string NetworkFileSystem = "E-STA-NETFS";

    /// <summary>The store was written by a newer version of this program.</summary>
    public const string Version = "E-STA-VERSION";

    /// <summary>The audit could not be written, so nothing was done.</summary>
    public const string AuditWrite = "E-AUD-WRITE";

    /// <summary>The audit is behind its own checkpoints: an old copy of the store was put back, or it was changed.</summary>
    public const string AuditBehind = "E-AUD-BEHIND";

    /// <summary>The audit's signing key is missing, readable by others, or not the one that the chain names.</summary>
    public const string AuditKey = "E-AUD-KEY";

    /// <summary>Nobody approved anything in this series.</summary>
    public const string ApprovalMissing = "E-APR-MISSING";

    /// <summary>Something else than this was approved.</summary>
    public const string ApprovalMismatch = "E-APR-MISMATCH";

    /// <summary>The approval's time is over.</summary>
    public const string ApprovalExpired = "E-APR-EXPIRED";

    /// <summary>The approval's time has not come.</summary>
    public const string ApprovalEarly = "E-APR-EARLY";

    /// <summary>The approval's runs are used up.</summary>
    public const string ApprovalSpent = "E-APR-SPENT";

    /// <summary>The approval was taken back.</summary>
    public const string ApprovalRevoked = "E-APR-REVOKED";

    /// <summary>A person rejected this.</summary>
    public const string ApprovalRejected = "E-APR-REJECTED";

    /// <summary>The approval's row was not written by this program, or was changed.</summary>
    public const string ApprovalSeal = "E-APR-SEAL";

    /// <summary>An approval without a reason.</summary>
    public const string ApprovalReason = "E-APR-REASON";

    /// <summary>Requester and approver are the same person.</summary>
    public const string ApprovalSelf = "E-APR-SELF";

    /// <summary>The decision came after approve-by.</summary>
    public const string ApprovalLate = "E-APR-LATE";

    /// <summary>The approval's limits make no sense.</summary>
    public const string ApprovalLimits = "E-APR-LIMITS";
}
