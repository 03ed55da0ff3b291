using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.Secrets;

namespace IntegrationAgent.Agent.State;

/// <summary>What a state store is opened with.</summary>
public sealed class StateOptions
{
    /// <summary>Texts pass through it before they are kept.</summary>
    public SecretScrubber Scrubber { get; init; } = new();

    /// <summary>The clock, where the database has none of its own.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told of fault points.</summary>
    public IFaultInjector Faults { get; init; } = NoFaults.Instance;

    /// <summary>How long a write waits for other processes before <c>E-STA-LOCKED</c>.</summary>
    /// <value>15 seconds</value>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
