using System.Globalization;
using IntegrationAgent.Jail.Native;

namespace IntegrationAgent.Jail;

/// <summary>The same program again, with the same arguments and an environment of our own making.</summary>
internal sealed unsafe class JailRestart
{
    private readonly byte* _program;
    private readonly byte** _arguments;
    private readonly byte** _environment;

    private JailRestart(string program, List<string> arguments, List<string> environment, JailPaths paths)
    {
        _program = Libc.Utf8(program);
        _arguments = Libc.Utf8Array(arguments);
        _environment = Libc.Utf8Array(environment);
        Paths = paths;
    }

    public JailPaths Paths { get; }

    public static JailRestart Of(string[] args, JailPolicy policy, string stageVariable, string stage)
    {
        var program = Environment.ProcessPath ?? throw new JailUnavailableException("This process does not know its own program.", "Mount /proc.");
        var assembly = Path.GetFullPath(Environment.GetCommandLineArgs()[0]);
        var arguments = new List<string> { program };
        if (Path.GetFileName(program) == "dotnet")
            arguments.Add(assembly);
        arguments.AddRange(args);
        return new JailRestart(program, arguments, Variables(policy, stageVariable, stage), JailPaths.Of(program, assembly, policy.AllowTcp));
    }

    /// <summary>Replaces this process image; returns only when that failed.</summary>
    public void Execute() => _ = Libc.Call(Sys.Execve.Number, (nint)_program, (nint)_arguments, (nint)_environment);

    private static List<string> Variables(JailPolicy policy, string stageVariable, string stage) =>
    [
        $"{stageVariable}={stage}",
        $"{JailPolicy.EnvironmentVariable}={policy.Format()}",
        $"HOME={policy.PrivateFolder}",
        $"TMPDIR={policy.PrivateFolder}",
        "LANG=C.UTF-8",
        $"DOTNET_ROOT={JailPaths.DotnetRoot()}",
        // No diagnostics socket, no debugger, no dump.
        "DOTNET_EnableDiagnostics=0",
        // Its double mapping needs a memory file as large as the code heap, which a file size limit forbids.
        "DOTNET_EnableWriteXorExecute=0",
        string.Create(CultureInfo.InvariantCulture, $"DOTNET_GCHeapHardLimit=0x{ResourceLimits.HeapBytes(policy):x}"),
        "DOTNET_gcServer=0",
        "DOTNET_gcConcurrent=0",
        // Memory stays flat: otherwise the budget follows the processor's cache, and grows with what survives.
        "DOTNET_GCgen0size=0x100000",
        "DOTNET_GCGen0MaxBudget=0x100000",
        "DOTNET_TieredPGO=0",
        // What runs for every record is compiled again in a run of any size, what runs for every page in none.
        "DOTNET_TC_CallCountThreshold=0x800",
        "DOTNET_NOLOGO=1",
        // Otherwise every thread's allocator reserves address space of its own.
        "MALLOC_ARENA_MAX=2",
        // What the compiler needed while it worked goes back to the system.
        "MALLOC_TRIM_THRESHOLD_=65536",
        "MALLOC_MMAP_THRESHOLD_=65536",
    ];
}
