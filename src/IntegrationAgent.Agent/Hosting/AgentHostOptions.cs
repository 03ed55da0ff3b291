using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.Secrets;

namespace IntegrationAgent.Agent.Hosting;

/// <summary>What an <see cref="AgentHost"/> is opened with. Everything ambient is here.</summary>
public sealed class AgentHostOptions
{
    /// <summary>Reads an environment variable.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The scrubber in front of every sink; seeded with what is found.</summary>
    public SecretScrubber Scrubber { get; init; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told of fault points.</summary>
    public IFaultInjector Faults { get; init; } = NoFaults.Instance;

    /// <summary>The folder with the hosts; null for <c>hosts</c> beside this program.</summary>
    public string? HostsFolder { get; init; }

    /// <summary>The sandbox by name; null for what the workspace says.</summary>
    public string? Sandbox { get; init; }

    /// <summary>Who asks, for the audit and for approvals.</summary>
    public string User { get; init; } = "user";

    /// <summary>Names this process in leases.</summary>
    public string Owner { get; init; } = "agent";
}
