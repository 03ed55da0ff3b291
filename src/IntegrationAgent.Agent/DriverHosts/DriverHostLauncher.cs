using IntegrationAgent.Agent.Sandboxing;

namespace IntegrationAgent.Agent.DriverHosts;

/// <summary>Starts driver hosts behind isolation. Safe for concurrent use.</summary>
public sealed class DriverHostLauncher
{
    /// <summary>The host's place beside the agent.</summary>
    public static string DefaultHostAssembly { get; } = Path.Combine(AppContext.BaseDirectory, "hosts", "driver", "IntegrationAgent.DriverHost.dll");

    private readonly ISandbox sandbox;
    private readonly string hostAssembly;

    /// <summary>Starts hosts in a sandbox.</summary>
    /// <param name="sandbox">The sandbox, as <see cref="SandboxSelector"/> chose it.</param>
    /// <param name="hostAssembly">The host's assembly; null for <see cref="DefaultHostAssembly"/>.</param>
    /// <param name="limits">What a host may use; null for 512 MiB and no limit on time.</param>
    public DriverHostLauncher(ISandbox sandbox, string? hostAssembly = null, SandboxLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        this.sandbox = sandbox;
        this.hostAssembly = Path.GetFullPath(hostAssembly ?? DefaultHostAssembly);
        Limits = limits ?? new SandboxLimits { WallTime = Timeout.InfiniteTimeSpan, CpuTime = Timeout.InfiniteTimeSpan };
    }

    /// <summary>What a host may use.</summary>
    public SandboxLimits Limits { get; }

    /// <summary>Starts a host that may read the given folders and write the others.</summary>
    /// <exception cref="AgentException"><c>E-SBX-UNAVAILABLE</c>, or <c>E-DRV-HOST</c> when the host's assembly is not there.</exception>
    internal Task<SandboxProcess> StartAsync(ConnectPlan plan, bool allowTcp, CancellationToken cancellationToken)
    {
        if (!File.Exists(hostAssembly))
            throw new AgentException("E-DRV-HOST", $"The driver host is not at {hostAssembly}.", "Install this program again, or build src/IntegrationAgent.Cli.", ExitCode.Fault);
        return sandbox.StartAsync(
            new SandboxRequest
            {
                HostAssemblyPath = hostAssembly,
                Kind = SandboxKind.Driver,
                AllowTcp = allowTcp,
                TcpPorts = plan.Ports,
                Limits = Limits,
                ReadOnlyPaths = plan.ReadableFolders,
                ReadWritePaths = [.. plan.WritableFolders],
            },
            cancellationToken);
    }
}
