using IntegrationAgent.Agent.Audit;

namespace IntegrationAgent.Agent.State;

/// <summary>
/// Everything about runs that must survive a crash, behind one interface whatever the database. Thread-safe; several processes may
/// have the same store open. Disposing signs a last audit checkpoint, where that can be
/// written, and closes the database.
/// </summary>
public interface IStateStore : IAsyncDisposable
{
    /// <summary>Runs, leases, checkpoints and cursors.</summary>
    IRunStore Runs { get; }

    /// <summary>What was sent to targets.</summary>
    IEffectLedger Effects { get; }

    /// <summary>Decisions of persons.</summary>
    IApprovalStore Approvals { get; }

    /// <summary>Records that were set aside.</summary>
    IQuarantineStore Quarantine { get; }

    /// <summary>Answers of discovery.</summary>
    IDiscoveryCache Discovery { get; }

    /// <summary>Full results, encrypted.</summary>
    IResultStore Results { get; }

    /// <summary>Answers to repeated deliveries.</summary>
    IIdempotencyStore Idempotency { get; }

    /// <summary>Keys of personal data.</summary>
    IPersonalData PersonalData { get; }

    /// <summary>When integrations run by themselves.</summary>
    IScheduleStore Schedules { get; }

    /// <summary>What happened.</summary>
    IAuditLog Audit { get; }

    /// <summary>The clock that counts.</summary>
    IStateClock Clock { get; }
}
