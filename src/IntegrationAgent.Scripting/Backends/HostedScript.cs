using System.Diagnostics;
using System.Reflection;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Scripting.Backends;

/// <summary>Runs a compiled script that speaks to the agent over the wire.</summary>
internal static class HostedScript
{
    private const string AsyncMain = "<Main>$";

    public static async Task<RunReply> RunAsync(WireConnection connection, RunBody run, CancellationToken cancellationToken)
    {
        var backend = new FrameBackend(connection, run);
        await using var sending = backend.ConfigureAwait(false);
        Assembly? assembly = null;
        try
        {
            assembly = Assembly.Load(run.Assembly);
            ScriptRuntime.Hosted = new ScriptRuntime(backend, cancellationToken);
            return new RunReply { ExitCode = await InvokeAsync(assembly).ConfigureAwait(false) };
        }
        catch (Exception exception)
        {
            // The boundary of the script: whatever it threw is described, without what it may say about records.
            var cause = Cause(exception);
            return new RunReply { Failure = Describe(cause, cancellationToken), FailureLine = LineOf(cause, assembly), ExitCode = 1 };
        }
        finally
        {
            ScriptRuntime.Hosted = null;
        }
    }

    /// <summary>Calls the top-level statements; what they throw comes through.</summary>
    public static async Task<int> InvokeAsync(Assembly assembly)
    {
        var entry = assembly.EntryPoint ?? throw new ScriptException("E-SCR-ENTRY", "The script has no top-level statements.", "Begin it with: return await Integration.RunAsync(args, async (job, ct) => …);");
        var main = entry.DeclaringType?.GetMethod(AsyncMain, BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public) ?? entry;
        object?[] arguments = main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()];
        switch (main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null))
        {
            case Task<int> withCode:
                return await withCode.ConfigureAwait(false);
            case Task task:
                await task.ConfigureAwait(false);
                return 0;
            case int code:
                return code;
            default:
                return 0;
        }
    }

    private static Exception Cause(Exception exception) => exception switch
    {
        AggregateException { InnerException: { } inner } => Cause(inner),
        TypeInitializationException { InnerException: { } inner } => Cause(inner),
        _ => exception,
    };

    private static WireFault Describe(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        ScriptException script => new WireFault { Kind = WireFault.HostKind, Code = script.Code, Message = script.Message, NextAction = script.NextAction },
        DriverException or WireFaultException or WireException => WireFault.From(exception),
        OperationCanceledException when cancellationToken.IsCancellationRequested => WireFault.From(exception),
        BadImageFormatException or FileLoadException or FileNotFoundException => new WireFault
        {
            Kind = WireFault.HostKind,
            Code = "E-SCR-LOAD",
            Message = "The compiled script, or something that it refers to, could not be loaded.",
            NextAction = "Check the integration again; it compiles the script anew.",
            Detail = exception.GetType().FullName,
        },
        OutOfMemoryException => new WireFault
        {
            Kind = WireFault.HostKind,
            Code = "E-SCR-MEMORY",
            Message = "The script needs more memory than it may have.",
            NextAction = "Stay in the flow instead of keeping records in lists.",
        },
        _ => new WireFault
        {
            Kind = WireFault.HostKind,
            Code = "E-SCR-FAILED",
            // An exception's own text may quote the value that it is about.
            Message = $"The script failed with {exception.GetType().Name}.",
            NextAction = "Look at the line of the script and handle the case there.",
            Detail = exception.GetType().FullName,
        },
    };

    private static int LineOf(Exception exception, Assembly? script)
    {
        if (script is null)
            return 0;
        foreach (var frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod()?.Module.Assembly == script && frame.GetFileLineNumber() is > 0 and var line)
                return line;
        }

        return 0;
    }
}
