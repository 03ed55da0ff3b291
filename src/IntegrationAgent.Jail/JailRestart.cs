using System.Globalization;
using IntegrationAgent.Jail.Native;

namespace IntegrationAgent.Jail;

/// <summary>A host's program and arguments, and an environment of our own making.</summary>
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

    /// <summary>The host that calls, with its own arguments.</summary>
    public static JailRestart OfThisProcess(string[] args, JailPolicy policy, string stageVariable, string stage)
    {
        var program = Environment.ProcessPath ?? throw new JailUnavailableException("This process does not know its own program.", "Mount /proc.");
        var assembly = Path.GetFullPath(Environment.GetCommandLineArgs()[0]);
        return Of(program, assembly, args, JailPaths.DotnetRoot(), policy, stageVariable, stage);
    }

    /// <summary>A host by its program (<c>dotnet</c>, or one of its own), its assembly and its arguments.</summary>
    public static JailRestart Of(string program, string assembly, ReadOnlySpan<string> args, string dotnetRoot, JailPolicy policy, string stageVariable, string stage)
    {
        var arguments = new List<string> { program };
        if (Path.GetFileName(program) == "dotnet")
            arguments.Add(assembly);
        foreach (var argument in args)
            arguments.Add(argument);
        return new JailRestart(program, arguments, Variables(policy, dotnetRoot, stageVariable, stage), JailPaths.Of(program, assembly, dotnetRoot, policy.AllowTcp));
    }

    /// <summary>Replaces this process image; returns only when that failed.</summary>
    public void Execute() => _ = Libc.Call(Sys.Execve.Number, (nint)_program, (nint)_arguments, (nint)_environment);

    private static List<string> Variables(JailPolicy policy, string dotnetRoot, string stageVariable, string stage) =>
    [
        $"{stageVariable}={stage}",
        $"{JailPolicy.EnvironmentVariable}={policy.Format()}",
        $"HOME={policy.PrivateFolder}",
        $"TMPDIR={policy.PrivateFolder}",
        "LANG=C.UTF-8",
        $"DOTNET_ROOT={dotnetRoot}",
        // No diagnostics socket, no debugger, no dump.
        "DOTNET_EnableDiagnostics=0",
        "DOTNET_LTTng=0",
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
