using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.Secrets;

namespace IntegrationAgent.Agent.State;

/// <summary>What a state store is opened with.</summary>
public sealed class StateOptions
{
    /// <summary>Texts pass through it before they are kept.</summary>
    /// <value>Default: one that knows no secret yet.</value>
    public SecretScrubber Scrubber { get; init; } = new();

    /// <summary>The clock, where the database has none of its own or it is not to count.</summary>
    /// <value>Default: the system's clock.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether a database with a clock of its own (PostgreSQL) counts with it, so that a machine whose clock is wrong takes over nothing.</summary>
    /// <value>true</value>
    public bool UseDatabaseClock { get; init; } = true;

    /// <summary>Told of fault points.</summary>
    /// <value>Default: none.</value>
    public IFaultInjector Faults { get; init; } = NoFaults.Instance;

    /// <summary>How long a write waits for other processes before <c>E-STA-LOCKED</c>.</summary>
    /// <value>15 seconds</value>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
