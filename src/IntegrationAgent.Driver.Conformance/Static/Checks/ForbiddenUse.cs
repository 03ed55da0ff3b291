namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>Something of the framework that a driver does without.</summary>
/// <param name="Declarable">What the driver may declare with [Uses] to be allowed it; null where nothing allows it.</param>
/// <param name="Instead">What to do instead.</param>
internal sealed record ForbiddenUse(string? Declarable, string Instead)
{
    private static readonly ForbiddenUse Process = new(null, "a driver starts and ends no process; leave that to the host");
    private static readonly ForbiddenUse Handler = new(null, "take the handler of the pipeline, DriverContext.CreateHttpHandler, so that limits, retries and faults apply");
    private static readonly ForbiddenUse Clock = new(null, "take DriverContext.TimeProvider");
    private static readonly ForbiddenUse Randomness = new(null, "take DriverContext.Random");
    private static readonly ForbiddenUse Waiting = new(null, "wait with Task.Delay(delay, DriverContext.TimeProvider, cancellationToken)");
    private static readonly ForbiddenUse Output = new(null, "log through DriverContext.Log; the console is the wire to the host");
    private static readonly ForbiddenUse Generated = new("code_generation", "generate code when you compile, with a source generator");
    private static readonly ForbiddenUse Loading = new("assembly_load", "reference what you need; a package is loaded as a whole");
    private static readonly ForbiddenUse Files = new("files", "take a stream, or declare a setting of kind file or [Uses(\"files\")]");
    private static readonly ForbiddenUse Surroundings = new("environment", "declare a setting or a credential, or [Uses(\"environment\")]");
    private static readonly ForbiddenUse Native = new("native_code", "use managed code, or declare [Uses(\"native_code\")]");

    /// <summary>By type, with the members that are meant; none means all of it.</summary>
    private static readonly Dictionary<string, (ForbiddenUse Use, string[] Members)> Types = new(StringComparer.Ordinal)
    {
        ["System.Diagnostics.Process"] = (Process, []),
        ["System.Diagnostics.ProcessStartInfo"] = (Process, []),
        ["System.Net.Http.SocketsHttpHandler"] = (Handler, [".ctor"]),
        ["System.Net.Http.HttpClientHandler"] = (Handler, [".ctor"]),
        ["System.Net.WebRequest"] = (Handler, []),
        ["System.Net.HttpWebRequest"] = (Handler, []),
        ["System.Net.WebClient"] = (Handler, []),
        ["System.Net.Dns"] = (Handler, []),
        ["System.Net.HttpListener"] = (Handler, []),
        ["System.Net.WebSockets.ClientWebSocket"] = (Handler, []),
        ["System.DateTime"] = (Clock, ["get_Now", "get_UtcNow", "get_Today"]),
        ["System.DateTimeOffset"] = (Clock, ["get_Now", "get_UtcNow"]),
        ["System.TimeProvider"] = (Clock, ["get_System"]),
        ["System.Diagnostics.Stopwatch"] = (Clock, ["StartNew", "GetTimestamp", ".ctor"]),
        ["System.Random"] = (Randomness, ["get_Shared"]),
        ["System.Guid"] = (Randomness, ["NewGuid"]),
        ["System.Threading.Thread"] = (Waiting, ["Sleep", ".ctor"]),
        ["System.Console"] = (Output, []),
        ["System.Reflection.Assembly"] = (Loading, ["Load", "LoadFrom", "LoadFile", "UnsafeLoadFrom"]),
        ["System.Runtime.Loader.AssemblyLoadContext"] = (Loading, []),
        ["System.IO.File"] = (Files, []),
        ["System.IO.FileInfo"] = (Files, []),
        ["System.IO.FileStream"] = (Files, [".ctor"]),
        ["System.IO.Directory"] = (Files, []),
        ["System.IO.DirectoryInfo"] = (Files, []),
        ["System.IO.RandomAccess"] = (Files, []),
        ["System.IO.MemoryMappedFiles.MemoryMappedFile"] = (Files, []),
        ["System.Environment"] = (Surroundings, ["GetEnvironmentVariable", "GetEnvironmentVariables", "SetEnvironmentVariable", "ExpandEnvironmentVariables", "GetFolderPath", "GetCommandLineArgs", "get_UserName", "get_MachineName", "Exit", "FailFast"]),
        ["System.Runtime.InteropServices.NativeLibrary"] = (Native, []),
        ["System.Runtime.InteropServices.Marshal"] = (Native, ["GetDelegateForFunctionPointer"]),
        [MemberUse.Import] = (Native, []),
    };

    private static readonly (string Namespace, ForbiddenUse Use)[] Namespaces =
    [
        ("System.Net.Sockets", Handler),
        ("System.Net.Quic", Handler),
        ("System.IO.Pipes", Process),
        ("System.Reflection.Emit", Generated),
    ];

    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal) { "System.Net.Sockets.SocketException", "System.Net.Sockets.SocketError" };

    public static ForbiddenUse? Match(MemberUse use)
    {
        if (use is { FullType: "System.Environment", Member: "get_TickCount" or "get_TickCount64" })
            return Clock;
        if (use is { FullType: "System.Environment", Member: "Exit" or "FailFast" })
            return Process;
        // With a handler given, a client is that of the pipeline.
        if (use is { FullType: "System.Net.Http.HttpClient", Member: ".ctor", Parameters: 0 })
            return Handler;
        // Without a seed, a source of randomness is ambient.
        if (use is { FullType: "System.Random", Member: ".ctor", Parameters: 0 } or { FullType: "System.Guid", Member: "CreateVersion7", Parameters: 0 })
            return Randomness;
        if (Types.TryGetValue(use.FullType, out var rule))
            return rule.Members.Length == 0 || rule.Members.Contains(use.Member) ? rule.Use : null;
        if (Harmless.Contains(use.FullType))
            return null;
        return Namespaces.Where(one => one.Namespace == use.Namespace).Select(one => one.Use).FirstOrDefault();
    }
}
