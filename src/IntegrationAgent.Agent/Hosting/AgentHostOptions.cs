using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.Telemetry;

namespace IntegrationAgent.Agent.Hosting;

/// <summary>What an <see cref="AgentHost"/> is opened with. Everything ambient is here.</summary>
public sealed class AgentHostOptions
{
    /// <summary>Reads an environment variable.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The scrubber in front of every sink; seeded with what is found.</summary>
    /// <value>Default: one that knows no secret yet.</value>
    public SecretScrubber Scrubber { get; init; } = new();

    /// <summary>Told of what happens; its scrubber should be <see cref="Scrubber"/>. Null for one of the host's own that nobody reads logs of.</summary>
    /// <value>Default: null.</value>
    public AgentTelemetry? Telemetry { get; init; }

    /// <summary>The clock.</summary>
    /// <value>Default: the system's clock.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told of fault points.</summary>
    /// <value>Default: none.</value>
    public IFaultInjector Faults { get; init; } = NoFaults.Instance;

    /// <summary>The folder with the hosts; null for <c>hosts</c> beside this program.</summary>
    /// <value>Default: null.</value>
    public string? HostsFolder { get; init; }

    /// <summary>The sandbox by name; null for what the workspace says.</summary>
    /// <value>Default: null.</value>
    public string? Sandbox { get; init; }

    /// <summary>Who asks, for the audit and for approvals.</summary>
    /// <value><c>user</c></value>
    public string User { get; init; } = "user";
}
