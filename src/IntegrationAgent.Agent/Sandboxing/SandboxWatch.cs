namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>Looks at every sandboxed process forty times a second, on a thread of its own, and kills the ones beyond a limit.</summary>
/// <remarks>The kernel's own limits stand behind it: a process that grows faster than this looks meets them.</remarks>
internal static class SandboxWatch
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(25);
    private static readonly Lock s_gate = new();
    private static readonly HashSet<SandboxProcess> s_watched = [];
    private static readonly AutoResetEvent s_wake = new(false);
    private static Thread? s_thread;

    public static void Add(SandboxProcess process)
    {
        lock (s_gate)
        {
            s_watched.Add(process);
            if (s_thread is null)
            {
                s_thread = new Thread(Run) { IsBackground = true, Name = "sandbox watch" };
                s_thread.Start();
            }
        }

        s_wake.Set();
    }

    public static void Remove(SandboxProcess process)
    {
        lock (s_gate)
            s_watched.Remove(process);
    }

    private static void Run()
    {
        while (true)
        {
            SandboxProcess[] watched;
            lock (s_gate)
                watched = [.. s_watched];
            foreach (var process in watched)
                process.Look();
            s_wake.WaitOne(watched.Length == 0 ? Timeout.InfiniteTimeSpan : s_interval);
        }
    }
}
