using System.Runtime.CompilerServices;

namespace IntegrationAgent.Jail.Tests;

/// <summary>Makes this test program stand for an agent that is going to be killed, when it is started with a certain variable.</summary>
internal static class AgentStandIn
{
    public const string Variable = "JAIL_TESTS_AGENT";

    [ModuleInitializer]
    internal static void Run()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } what)
            return;
        var (sandbox, mark) = (what.Split('|')[0], what.Split('|')[1]);
        var process = ProbeRun.Sandbox(sandbox).StartAsync(ProbeRun.Request("resource: sleep forever", mark), CancellationToken.None).GetAwaiter().GetResult();
        // Past its first line the probe no longer notices that its input has ended: only the kernel can end it with the agent.
        process.Input.Write("go\n"u8);
        using var reader = new StreamReader(process.Output);
        Console.WriteLine(reader.ReadLine());
        Thread.Sleep(Timeout.Infinite);
    }
}
