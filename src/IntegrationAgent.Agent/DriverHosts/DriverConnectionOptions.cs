using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.Telemetry;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.DriverHosts;

/// <summary>What a connection is opened with.</summary>
public sealed class DriverConnectionOptions
{
    /// <summary>The connection.</summary>
    public required ConnectionDefinition Connection { get; init; }

    /// <summary>Its driver.</summary>
    public required HostedDriver Driver { get; init; }

    /// <summary>Where its credentials are found. Only those that the driver declares are ever given out.</summary>
    public required SecretSource Secrets { get; init; }

    /// <summary>Where its tokens that rotate are kept.</summary>
    public required ITokenStore Tokens { get; init; }

    /// <summary>Starts the process.</summary>
    public required DriverHostLauncher Launcher { get; init; }

    /// <summary>The folder that file settings with a relative path are relative to: the workspace.</summary>
    public required string BaseFolder { get; init; }

    /// <summary>Where the driver's log goes. Untrusted: scrub it before it is shown.</summary>
    /// <value>Default: nowhere.</value>
    public IDriverLog Log { get; init; } = NullDriverLog.Instance;

    /// <summary>Told the name of each credential or token before its value is first given to the driver, for the audit; when it throws, the value is not given.</summary>
    /// <value>Default: nobody is told.</value>
    public Func<string, CancellationToken, ValueTask>? SecretUsed { get; init; }

    /// <summary>Told of every call.</summary>
    /// <value>Default: one that nobody reads logs of.</value>
    public AgentTelemetry Telemetry { get; init; } = new(new SecretScrubber());

    /// <summary>Seeds the driver's jitter.</summary>
    /// <value>0.</value>
    public int Seed { get; init; }

    /// <summary>How long opening may take.</summary>
    /// <value>60 s.</value>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The clock.</summary>
    /// <value>Default: the system's clock.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
