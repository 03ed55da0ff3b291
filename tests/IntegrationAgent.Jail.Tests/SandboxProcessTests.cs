using System.Diagnostics;
using IntegrationAgent.Agent.Sandboxing;

namespace IntegrationAgent.Jail.Tests;

public sealed class SandboxProcessTests
{
    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task Disposing_a_running_process_leaves_nothing(string sandbox)
    {
        var process = await StartedAsync(sandbox, "mark-disposed");

        await process.DisposeAsync();
        await process.DisposeAsync();

        Assert.Equal(SandboxEnd.Killed, (await process.Exited).End);
        Assert.Null((await process.Exited).ToException(new SandboxLimits()));
        Assert.Empty(ProbeRun.ProcessesNaming("mark-disposed"));
        Assert.Empty(ProbeRun.PrivateFoldersLeft());
    }

    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task Killing_one_process_leaves_another_alone(string sandbox)
    {
        await using var first = await StartedAsync(sandbox, "mark-first");
        await using var second = await StartedAsync(sandbox, "mark-second");

        first.Kill();
        await first.Exited.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.False(second.Exited.IsCompleted);
        Assert.NotNull(second.HostUsage);
    }

    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task Process_outlives_the_thread_that_asked_for_it(string sandbox)
    {
        SandboxProcess? process = null;
        var thread = new Thread(() => process = StartedAsync(sandbox, "mark-thread").GetAwaiter().GetResult());
        thread.Start();
        thread.Join();

        Assert.NotNull(process);
        await using var owned = process;
        Assert.False(process.Exited.IsCompleted);
        Assert.NotNull(process.HostUsage);
    }

    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task Host_path_is_not_on_the_outermost_command_line_but_as_the_program(string sandbox)
    {
        await using var process = await StartedAsync(sandbox, "mark-command");

        var command = await File.ReadAllTextAsync($"/proc/{process.ProcessId}/cmdline", TestContext.Current.CancellationToken);

        Assert.DoesNotContain("--ro-bind", command, StringComparison.Ordinal);
        Assert.DoesNotContain("INTAGENT", command, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task Killing_the_agent_takes_its_processes_along(string sandbox)
    {
        _ = ProbeRun.Sandbox(sandbox);
        var mark = $"mark-{Guid.NewGuid():N}";
        using var agent = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            Environment = { [AgentStandIn.Variable] = $"{sandbox}|{mark}" },
        })!;
        var ready = await agent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("READY", ready, StringComparison.Ordinal);
        Assert.NotEmpty(ProbeRun.ProcessesNaming(mark));

        agent.Kill();
        await agent.WaitForExitAsync(TestContext.Current.CancellationToken);

        var since = Stopwatch.GetTimestamp();
        while (ProbeRun.ProcessesNaming(mark).Any() && Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(10))
            await Task.Yield();
        Assert.Empty(ProbeRun.ProcessesNaming(mark));
    }

    private static async Task<SandboxProcess> StartedAsync(string sandbox, string mark)
    {
        var process = await ProbeRun.Sandbox(sandbox).StartAsync(ProbeRun.Request("resource: sleep forever", mark), CancellationToken.None);
        var first = new byte[6];
        await process.Output.ReadExactlyAsync(first);
        Assert.Equal("READY "u8.ToArray(), first);
        return process;
    }
}
