namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>A process to start in a sandbox. Holds no secret: those go over its standard input.</summary>
public sealed class SandboxRequest
{
    /// <summary>The host's managed assembly; its whole folder is readable inside.</summary>
    public required string HostAssemblyPath { get; init; }

    /// <summary>Which host it is, and so whether it may open TCP connections.</summary>
    public required SandboxKind Kind { get; init; }

    /// <summary>False to deny TCP to a driver host too: its driver declares no host.</summary>
    /// <value>true; a script host never has it.</value>
    public bool AllowTcp { get; init; } = true;

    /// <summary>The ports a driver host may connect to, where the kernel can tell (Landlock ABI 4); name resolution always works. Empty means any.</summary>
    public IReadOnlyList<int> TcpPorts { get; init; } = [];

    /// <summary>What it may use.</summary>
    public SandboxLimits Limits { get; init; } = new();

    /// <summary>Existing files and folders it may read, beyond the runtime and its own folder. Absolute.</summary>
    public IReadOnlyList<string> ReadOnlyPaths { get; init; } = [];

    /// <summary>Existing files and folders it may also write. Absolute.</summary>
    public IReadOnlyList<string> ReadWritePaths { get; init; } = [];

    /// <summary>Arguments of the host.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
