using System.Diagnostics;
using IntegrationAgent.Jail.Native;

namespace IntegrationAgent.Jail.Probe;

internal static partial class Cases
{
    private const int ChildSignal = 17, Attach = 16, KillSignal = 9;
    private static readonly Sys s_exitGroup = new(231, 94);

    private static void Processes()
    {
        Add("proc: start sh", () => StartProgram("/bin/sh"));
        Add("proc: start dotnet", () => StartProgram(Environment.ProcessPath ?? "dotnet"));
        Add("proc: execve", () => Execute("/bin/sh"));
        Add("proc: fork bomb", () => Fork());
        Add("proc: 10,000 threads", () => Threads(10_000));
        Add("proc: trace the parent", () => Outcome.Of(Libc.Call(Sys.Ptrace.Number, Attach, Libc.Call(Sys.Getppid.Number))));
        Add("proc: kill the parent", () => Outcome.Of(Libc.Call(Sys.Kill.Number, Libc.Call(Sys.Getppid.Number), KillSignal)));
        Add("proc: kill everyone", () => Outcome.Of(Libc.Call(Sys.Kill.Number, -1, KillSignal)));
        Add("proc: kill a group", () => Outcome.Of(Libc.Call(Sys.Kill.Number, 0, KillSignal)));
        Add("proc: daemon that outlives the run", () => Outcome.Of(Libc.Call(Sys.Setsid.Number)) + " " + Fork());
        Add("proc: become dumpable", () => Outcome.Of(Libc.Call(Sys.Prctl.Number, 4, 1)));
        Add("proc: raise a limit of the parent", () => Outcome.Of(Limits()));
    }

    private static string StartProgram(string program)
    {
        using var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true });
        return Outcome.Allowed;
    }

    private static unsafe string Execute(string program) =>
        Outcome.Of(Libc.Call(Sys.Execve.Number, Text(program), (nint)Libc.Utf8Array([program, "-c", "echo escaped"]), (nint)Libc.Utf8Array([])));

    private static string Fork()
    {
        var last = "";
        for (var i = 0; i < 100; i++)
        {
            var child = Libc.Call(Sys.Clone.Number, ChildSignal);
            if (child == 0)
            {
                Thread.Sleep(60_000);
                _ = Libc.Call(s_exitGroup.Number);
            }

            last = Outcome.Of(child);
        }

        return last;
    }

    private static string Threads(int count)
    {
        using var forever = new ManualResetEvent(false);
        for (var i = 0; i < count; i++)
            new Thread(() => forever.WaitOne(), 64 << 10) { IsBackground = true }.Start();
        return Outcome.Allowed;
    }

    private static unsafe nint Limits()
    {
        var limits = stackalloc long[2] { 1, 1 };
        return Libc.Call(Sys.Prlimit.Number, Libc.Call(Sys.Getppid.Number), 7, (nint)limits);
    }
}
