namespace IntegrationAgent.Agent.Audit;

/// <summary>The names of what the audit records.</summary>
public static class AuditEventTypes
{
    /// <summary>The store was created; the first event of every chain.</summary>
    public const string AuditOpened = "audit.opened";

    /// <summary>An incomplete last line of the checkpoint file was cut off.</summary>
    public const string AuditCheckpointRepaired = "audit.checkpoint-repaired";

    /// <summary>The audit was exported.</summary>
    public const string AuditExported = "audit.exported";

    /// <summary>A person's or a run's key was shredded.</summary>
    public const string PersonalDataErased = "personal-data.erased";

    /// <summary>A text was sent to a model.</summary>
    public const string ModelCall = "model.call";

    /// <summary>A discovery call.</summary>
    public const string DiscoveryCall = "discovery.call";

    /// <summary>Values were shown to a model under an explicit policy.</summary>
    public const string ValuesShown = "discovery.values-shown";

    /// <summary>A new version of a script was kept.</summary>
    public const string ScriptVersion = "script.version";

    /// <summary>A script was validated.</summary>
    public const string ScriptValidated = "script.validated";

    /// <summary>A dry run.</summary>
    public const string DryRun = "dry-run";

    /// <summary>An approval was given.</summary>
    public const string ApprovalGranted = "approval.granted";

    /// <summary>An approval was refused by a person.</summary>
    public const string ApprovalRejected = "approval.rejected";

    /// <summary>An approval was taken back.</summary>
    public const string ApprovalRevoked = "approval.revoked";

    /// <summary>One run of an approval was spent.</summary>
    public const string ApprovalSpent = "approval.spent";

    /// <summary>Something was refused for want of a matching approval.</summary>
    public const string ApprovalMismatch = "approval.mismatch";

    /// <summary>A run was created.</summary>
    public const string RunCreated = "run.created";

    /// <summary>A run was claimed.</summary>
    public const string RunClaimed = "run.claimed";

    /// <summary>A run reached a state at which it stops.</summary>
    public const string RunEnded = "run.ended";

    /// <summary>A run was cancelled by a person.</summary>
    public const string RunCancelled = "run.cancelled";

    /// <summary>A checkpoint without an effect.</summary>
    public const string RunCheckpoint = "run.checkpoint";

    /// <summary>An integration got a schedule.</summary>
    public const string ScheduleSet = "schedule.set";

    /// <summary>A schedule ended.</summary>
    public const string ScheduleRemoved = "schedule.removed";

    /// <summary>A slot has no run, and why.</summary>
    public const string ScheduleSkipped = "schedule.skipped";

    /// <summary>A batch of writes to a target.</summary>
    public const string Effect = "effect";

    /// <summary>A bulk job's handle was kept.</summary>
    public const string EffectHandle = "effect.handle";

    /// <summary>A secret was handed to a driver host or a model client.</summary>
    public const string SecretUsed = "secret.used";

    /// <summary>A live secret stood in what was about to be sent to a model.</summary>
    public const string SecretEcho = "secret.echo";

    /// <summary>A driver was installed.</summary>
    public const string DriverInstalled = "driver.installed";

    /// <summary>A driver was removed.</summary>
    public const string DriverRemoved = "driver.removed";

    /// <summary>A connection was added, changed or removed.</summary>
    public const string ConnectionChanged = "connection.changed";

    /// <summary>A person signed in with a browser for a connection, or did not.</summary>
    public const string ConnectionSignedIn = "connection.signed-in";

    /// <summary>The workspace was opened under another policy than before, or for the first time.</summary>
    public const string PolicyChanged = "policy.changed";

    /// <summary>Policy refused something.</summary>
    public const string PolicyDenied = "policy.denied";

    /// <summary>Quarantined records were released or resolved.</summary>
    public const string QuarantineResolved = "quarantine.resolved";
}
