using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Analyzers;

/// <summary>One thing of the framework that a driver does without.</summary>
/// <param name="Rule">The rule that forbids it.</param>
/// <param name="Type">The type, with its namespace.</param>
/// <param name="Member">The member; <c>.ctor</c> for its construction, <c>*</c> for all of it.</param>
/// <param name="Instead">What to write instead.</param>
/// <param name="MaxArguments">Forbidden only with at most so many arguments.</param>
internal sealed record ForbiddenUse(DiagnosticDescriptor Rule, string Type, string Member, string Instead, int MaxArguments = int.MaxValue)
{
    private const string Handler = "make the client from the handler of the pipeline, new HttpClient(context.CreateHttpHandler())";
    private const string Clock = "take DriverContext.TimeProvider";
    private const string Starts = "starts or ends a process";
    private const string Native = "reaches native code";
    private const string Generate = "name the type in the code, or let a source generator write the code";

    public static IReadOnlyList<ForbiddenUse> All { get; } =
    [
        new(AnalyzerDiagnostics.RawHttpClient, "System.Net.Http.HttpClient", ".ctor", Handler, MaxArguments: 0),
        new(AnalyzerDiagnostics.RawHttpClient, "System.Net.Http.SocketsHttpHandler", ".ctor", Handler),
        new(AnalyzerDiagnostics.RawHttpClient, "System.Net.Http.HttpClientHandler", ".ctor", Handler),
        new(AnalyzerDiagnostics.RawHttpClient, "System.Net.WebClient", ".ctor", Handler),
        new(AnalyzerDiagnostics.RawHttpClient, "System.Net.WebRequest", "*", Handler),
        new(AnalyzerDiagnostics.RawHttpClient, "System.Net.Sockets.Socket", ".ctor", Handler),
        new(AnalyzerDiagnostics.RawHttpClient, "System.Net.Sockets.TcpClient", ".ctor", Handler),
        new(AnalyzerDiagnostics.AmbientClock, "System.DateTime", "Now", Clock),
        new(AnalyzerDiagnostics.AmbientClock, "System.DateTime", "UtcNow", Clock),
        new(AnalyzerDiagnostics.AmbientClock, "System.DateTime", "Today", Clock),
        new(AnalyzerDiagnostics.AmbientClock, "System.DateTimeOffset", "Now", Clock),
        new(AnalyzerDiagnostics.AmbientClock, "System.DateTimeOffset", "UtcNow", Clock),
        new(AnalyzerDiagnostics.AmbientClock, "System.TimeProvider", "System", Clock),
        new(AnalyzerDiagnostics.AmbientClock, "System.Environment", "TickCount", Clock),
        new(AnalyzerDiagnostics.AmbientClock, "System.Environment", "TickCount64", Clock),
        new(AnalyzerDiagnostics.AmbientClock, "System.Diagnostics.Stopwatch", "StartNew", "take DriverContext.TimeProvider.GetTimestamp()"),
        new(AnalyzerDiagnostics.AmbientRandomness, "System.Random", "Shared", "take DriverContext.Random"),
        new(AnalyzerDiagnostics.AmbientRandomness, "System.Random", ".ctor", "take DriverContext.Random", MaxArguments: 0),
        new(AnalyzerDiagnostics.AmbientRandomness, "System.Guid", "NewGuid", "take Guid.CreateVersion7(DriverContext.TimeProvider.GetUtcNow()), or an id that the caller gives"),
        new(AnalyzerDiagnostics.AmbientRandomness, "System.Guid", "CreateVersion7", "pass DriverContext.TimeProvider.GetUtcNow()", MaxArguments: 0),
        new(AnalyzerDiagnostics.ProcessUse, "System.Diagnostics.Process", "*", Starts),
        new(AnalyzerDiagnostics.ProcessUse, "System.Diagnostics.ProcessStartInfo", ".ctor", Starts),
        new(AnalyzerDiagnostics.ProcessUse, "System.Environment", "Exit", Starts),
        new(AnalyzerDiagnostics.ProcessUse, "System.Environment", "FailFast", Starts),
        new(AnalyzerDiagnostics.ProcessUse, "System.Runtime.InteropServices.NativeLibrary", "*", Native),
        new(AnalyzerDiagnostics.FileUse, "System.IO.File", "*", ""),
        new(AnalyzerDiagnostics.FileUse, "System.IO.Directory", "*", ""),
        new(AnalyzerDiagnostics.FileUse, "System.IO.FileStream", ".ctor", ""),
        new(AnalyzerDiagnostics.FileUse, "System.IO.FileInfo", ".ctor", ""),
        new(AnalyzerDiagnostics.FileUse, "System.IO.DirectoryInfo", ".ctor", ""),
        new(AnalyzerDiagnostics.FileUse, "System.IO.Path", "GetTempFileName", ""),
        new(AnalyzerDiagnostics.ReflectionUse, "System.Activator", "CreateInstance", Generate),
        new(AnalyzerDiagnostics.ReflectionUse, "System.Type", "GetType", Generate),
        new(AnalyzerDiagnostics.ReflectionUse, "System.Type", "InvokeMember", Generate),
        new(AnalyzerDiagnostics.ReflectionUse, "System.Type", "GetMethod", Generate),
        new(AnalyzerDiagnostics.ReflectionUse, "System.Type", "GetProperty", Generate),
        new(AnalyzerDiagnostics.ReflectionUse, "System.Type", "GetProperties", Generate),
        new(AnalyzerDiagnostics.ReflectionUse, "System.Type", "GetFields", Generate),
        new(AnalyzerDiagnostics.ReflectionUse, "System.Reflection.MethodBase", "Invoke", Generate),
        new(AnalyzerDiagnostics.ReflectionUse, "System.Reflection.PropertyInfo", "SetValue", Generate),
        new(AnalyzerDiagnostics.ReflectionUse, "System.Reflection.Assembly", "Load", Generate),
        new(AnalyzerDiagnostics.ReflectionUse, "System.Reflection.Assembly", "LoadFrom", Generate),
        new(AnalyzerDiagnostics.ReflectionUse, "System.Reflection.Assembly", "LoadFile", Generate),
        new(AnalyzerDiagnostics.ReflectionUse, "System.Reflection.Emit.DynamicMethod", ".ctor", Generate),
        new(AnalyzerDiagnostics.EnvironmentUse, "System.Environment", "GetEnvironmentVariable", ""),
        new(AnalyzerDiagnostics.EnvironmentUse, "System.Environment", "GetEnvironmentVariables", ""),
        new(AnalyzerDiagnostics.ConsoleUse, "System.Console", "*", ""),
        new(AnalyzerDiagnostics.BlockingWait, "System.Threading.Thread", "Sleep", "await Task.Delay(delay, DriverContext.TimeProvider, cancellationToken)"),
        new(AnalyzerDiagnostics.BlockingWait, "System.Threading.Tasks.Task", "Wait", "await it"),
        new(AnalyzerDiagnostics.BlockingWait, "System.Threading.Tasks.Task", "WaitAll", "await Task.WhenAll(…)"),
        new(AnalyzerDiagnostics.BlockingWait, "System.Threading.Tasks.Task", "Result", "await it"),
        new(AnalyzerDiagnostics.BlockingWait, "System.Threading.Tasks.ValueTask", "Result", "await it"),
        new(AnalyzerDiagnostics.BlockingWait, "System.Runtime.CompilerServices.TaskAwaiter", "GetResult", "await it"),
        new(AnalyzerDiagnostics.BlockingWait, "System.Runtime.CompilerServices.ValueTaskAwaiter", "GetResult", "await it"),
        new(AnalyzerDiagnostics.BlockingWait, "System.Runtime.CompilerServices.ConfiguredTaskAwaitable.ConfiguredTaskAwaiter", "GetResult", "await it"),
        new(AnalyzerDiagnostics.BlockingWait, "System.Threading.SemaphoreSlim", "Wait", "await WaitAsync(cancellationToken)"),
    ];
}
