namespace IntegrationAgent.Agent.Execution;

/// <summary>What became of the records that were set aside.</summary>
public sealed class RetryReport
{
    /// <summary>A run for the records of each approval; empty where there was nothing to send.</summary>
    public required IReadOnlyList<RunReport> Runs { get; init; }

    /// <summary>Records that a later run has written or met since: they were not sent again, so that nothing newer is overwritten.</summary>
    public required int Superseded { get; init; }

    /// <summary>Records whose content is gone with its key. They wait until somebody discards them.</summary>
    public required IReadOnlyList<long> Gone { get; init; }

    /// <summary>The run that did not end well, the first of them; null when all did.</summary>
    public RunReport? Stopped => Runs.FirstOrDefault(run => run.ExitCode != ExitCode.Ok);
}
