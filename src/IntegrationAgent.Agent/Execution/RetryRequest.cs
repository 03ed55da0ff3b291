using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.State;

namespace IntegrationAgent.Agent.Execution;

/// <summary>Records that were set aside and are sent again, after everything about them has been checked against an approval.</summary>
internal sealed class RetryRequest
{
    public required string Integration { get; init; }

    public required IReadOnlyDictionary<string, IDriverConnection> Connections { get; init; }

    public required PermissionSet Permissions { get; init; }

    public required Envelope Envelope { get; init; }

    public required string SubjectHash { get; init; }

    /// <summary>The approval that a new retry spends; null where it goes under that of the run which set the records aside.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>The run that set the records aside.</summary>
    public required string RetryOf { get; init; }

    /// <summary>The unfinished retry to go on with; null to begin a new one.</summary>
    public string? ResumeRunId { get; init; }

    /// <summary>What was done already under the same approval: the envelope counts on from there.</summary>
    public RunCounts Used { get; init; } = new();

    /// <summary>The numbers of the records; a retry that goes on takes those that it has kept.</summary>
    public IReadOnlyList<long> Ids { get; init; } = [];

    /// <summary>As <see cref="RunRequest.FindDrift"/>.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<string>>>? FindDrift { get; init; }

    public long Seed { get; init; }
}
