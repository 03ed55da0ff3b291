using System.Diagnostics;
using System.Runtime.InteropServices;
using IntegrationAgent.Jail;

namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>How a host is started: the .NET that runs the agent, with an environment of our own making.</summary>
internal static class HostCommand
{
    /// <summary>How much later than the watch the kernel ends a process for its processor time.</summary>
    private const int KernelGraceSeconds = 2;

    /// <summary>A long answer of a name server comes over TCP.</summary>
    private const int NameResolutionPort = 53;

    public static string DotnetRoot { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    public static string Dotnet { get; } = Path.Combine(DotnetRoot, "dotnet");

    public static JailPolicy Policy(SandboxRequest request, string privateFolder, bool ownUserNamespace) => new()
    {
        AllowTcp = request.Kind == SandboxKind.Driver && request.AllowTcp,
        TcpPorts = request.TcpPorts.Count == 0 ? [] : [.. request.TcpPorts, NameResolutionPort],
        ReadOnlyPaths = request.ReadOnlyPaths,
        ReadWritePaths = request.ReadWritePaths,
        PrivateFolder = privateFolder,
        MaxMemoryBytes = request.Limits.MemoryBytes,
        MaxCpuSeconds = request.Limits.CpuTime > TimeSpan.Zero ? (int)Math.Ceiling(request.Limits.CpuTime.TotalSeconds) + KernelGraceSeconds : 0,
        // The kernel counts per user: only in a user namespace of its own is the count that of the sandbox.
        MaxProcesses = ownUserNamespace ? request.Limits.MaxProcesses : 0,
        // A driver's database may be any size; a script has only its private folder.
        MaxFileBytes = request.Kind == SandboxKind.Script ? request.Limits.MaxPrivateBytes : 0,
        ParentProcessId = ownUserNamespace ? 0 : Environment.ProcessId,
    };

    public static IReadOnlyList<KeyValuePair<string, string>> Variables(string jail) =>
    [
        new(JailPolicy.EnvironmentVariable, jail),
        new("DOTNET_ROOT", DotnetRoot),
        new("DOTNET_EnableDiagnostics", "0"),
        new("DOTNET_LTTng", "0"),
        new("DOTNET_EnableWriteXorExecute", "0"),
        new("DOTNET_TieredPGO", "0"),
        new("DOTNET_gcConcurrent", "0"),
        new("DOTNET_NOLOGO", "1"),
        new("LANG", "C.UTF-8"),
    ];

    public static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> variables, string folder)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return start;
    }

    public static Process Start(ProcessStartInfo start) =>
        Process.Start(start) ?? throw new InvalidOperationException("The operating system returned no process.");
}
