namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>Starts host processes behind isolation. Standard input and output are the only way in or out.</summary>
/// <remarks>Safe for concurrent use. Never falls back to less isolation than it names.</remarks>
public interface ISandbox
{
    /// <summary>The name in configuration and reports.</summary>
    string Name { get; }

    /// <summary>Finds out, once, whether this sandbox can be had here.</summary>
    ValueTask<SandboxAvailability> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>Starts a process. The caller owns it, and disposes it to leave nothing behind.</summary>
    /// <exception cref="AgentException"><c>E-SBX-UNAVAILABLE</c>: the sandbox cannot be had here.</exception>
    Task<SandboxProcess> StartAsync(SandboxRequest request, CancellationToken cancellationToken);
}
