using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Telemetry;

namespace IntegrationAgent.Agent.Execution;

/// <summary>A run, after everything about it has been checked against its approval.</summary>
public sealed class RunRequest
{
    /// <summary>The integration's name.</summary>
    public required string Integration { get; init; }

    /// <summary>The compiled script.</summary>
    public required byte[] Assembly { get; init; }

    /// <summary>The open connections that the script uses, by name.</summary>
    public required IReadOnlyDictionary<string, IDriverConnection> Connections { get; init; }

    /// <summary>What it may do.</summary>
    public required PermissionSet Permissions { get; init; }

    /// <summary>The most that it may do.</summary>
    public required Envelope Envelope { get; init; }

    /// <summary>The hash of the approved subject, recomputed from what was really loaded.</summary>
    public required string SubjectHash { get; init; }

    /// <summary>The approval that a new run spends; null for a resumed run.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>The unfinished run to go on with; null to begin a new one.</summary>
    public string? ResumeRunId { get; init; }

    /// <summary>True when the run that goes on has been given a new approval: what it may do counts from here.</summary>
    public bool Reapproved { get; init; }

    /// <summary>The schedule's slot that a new run has; null for a run by hand.</summary>
    public string? Slot { get; init; }

    /// <summary>The run's logical time; null for the store's clock.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>Seeds the script's randomness and the choice of what is read back.</summary>
    public long Seed { get; init; }

    /// <summary>How many records the plan read; null where there was none to compare with.</summary>
    public long? PlannedReads { get; init; }

    /// <summary>The writes that the plan sends through jobs of the target, as <see cref="BulkChoice.NameOf"/> names them.</summary>
    internal IReadOnlySet<string> BulkWrites { get; init; } = new HashSet<string>();

    /// <summary>Looks again at what the approval binds of the schemas; answers with what is no longer as it was, as <c>connection/object</c>. Null where nothing is bound.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<string>>>? FindDrift { get; init; }

    /// <summary>The most records that may be read.</summary>
    public long MaxRows { get; init; } = long.MaxValue;

    /// <summary>Told how far it has come; null for nobody.</summary>
    public AgentTelemetry? Telemetry { get; init; }

    /// <summary>The script's parameters.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
}
