using System.Runtime.InteropServices;

namespace IntegrationAgent.Agent.Tests.Hosting;

internal static partial class AgentSignals
{
    private const int SignalContinue = 18;

    public static void Continue(int process) => Assert.Equal(0, Send(process, SignalContinue));

    public static bool IsStopped(int process) => File.ReadLines($"/proc/{process}/status").Any(line => line.StartsWith("State:\tT", StringComparison.Ordinal));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
