using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.State.Sql;

namespace IntegrationAgent.Agent.Scheduling;

/// <summary>What a worker works with.</summary>
public sealed class ScheduleWorkerOptions
{
    /// <summary>The schedules and the runs.</summary>
    public required IStateStore Store { get; init; }

    /// <summary>Runs an integration: its name, the slot (null to go on with the run that stopped), and what ends it.</summary>
    public required Func<string, string?, CancellationToken, Task<RunReport>> Run { get; init; }

    /// <summary>Told what happens; called from several threads.</summary>
    /// <value>nobody</value>
    public IProgress<WorkEvent>? Progress { get; init; }

    /// <summary>How often schedules are read anew, and slots and runs looked for that somebody lost.</summary>
    /// <value>15 seconds</value>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>After a run that could not begin or stopped, the next try waits so long, then twice as long, and so on, up to a quarter of an hour.</summary>
    /// <value>15 seconds</value>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>When the store does not answer it is asked again after so long, then after twice as long, and so on, up to half a minute.</summary>
    /// <value>1 second</value>
    public TimeSpan StoreRetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Runs of different integrations at once, at least 1.</summary>
    /// <value>2</value>
    public int Parallel { get; init; } = 2;

    /// <summary>The clock of waits; slots are compared with the store's.</summary>
    /// <value>the system's clock</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The server whose tables the workers of one store share for their timers; null for timers in this process.</summary>
    /// <value>null</value>
    internal PostgresAddress? Cluster { get; init; }
}
