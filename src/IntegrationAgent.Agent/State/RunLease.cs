namespace IntegrationAgent.Agent.State;

/// <summary>The right to write for a run. Every write names it; when another process has claimed the run since, the write throws <c>E-RUN-LEASE-LOST</c>.</summary>
public sealed class RunLease
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The integration.</summary>
    public required string Series { get; init; }

    /// <summary>Who holds it.</summary>
    public required string Owner { get; init; }

    /// <summary>The number that grows with each claim.</summary>
    public required long Fence { get; init; }

    /// <summary>How often the run was claimed, this time included; above 1 it is a resume.</summary>
    public required int Attempt { get; init; }

    /// <summary>Until when it holds unless renewed.</summary>
    public required DateTimeOffset Until { get; init; }
}
