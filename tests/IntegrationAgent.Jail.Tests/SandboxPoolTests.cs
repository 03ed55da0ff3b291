using System.Diagnostics;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Sandboxing;

namespace IntegrationAgent.Jail.Tests;

public sealed class SandboxPoolTests
{
    [Fact]
    public async Task Each_process_is_used_once()
    {
        await using var pool = new SandboxPool(ProbeRun.Sandbox(ProbeRun.Jail), ProbeRun.Request("net: TCP", "mark-pool"), size: 2);

        var ids = new HashSet<int>();
        for (var i = 0; i < 4; i++)
        {
            await using var process = await pool.TakeAsync(TestContext.Current.CancellationToken);
            Assert.True(ids.Add(process.ProcessId));
        }
    }

    [Fact]
    public async Task Pool_that_is_not_refilled_starts_one_when_it_is_asked_for()
    {
        await using var pool = new SandboxPool(ProbeRun.Sandbox(ProbeRun.Jail), ProbeRun.Request("net: TCP", "mark-few"), refill: false);
        var waiting = await Assert.Single(pool.Waiting);

        await using var first = await pool.TakeAsync(TestContext.Current.CancellationToken);
        Assert.Same(waiting, first);
        Assert.Empty(pool.Waiting);

        await using var second = await pool.TakeAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(first.ProcessId, second.ProcessId);
        Assert.Empty(pool.Waiting);
    }

    [Fact]
    public async Task Disposing_the_pool_leaves_nothing()
    {
        var pool = new SandboxPool(ProbeRun.Sandbox(ProbeRun.Jail), ProbeRun.Request("net: TCP", "mark-closed-pool"), size: 2);
        await (await pool.TakeAsync(TestContext.Current.CancellationToken)).DisposeAsync();

        await pool.DisposeAsync();

        Assert.Empty(ProbeRun.ProcessesNaming("mark-closed-pool"));
        Assert.Empty(ProbeRun.PrivateFoldersLeft());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.TakeAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Waiting_does_not_count_as_running()
    {
        var limits = new SandboxLimits { WallTime = TimeSpan.FromMilliseconds(500) };
        await using var pool = new SandboxPool(ProbeRun.Sandbox(ProbeRun.Jail), ProbeRun.Request("resource: sleep forever", "mark-waiting", limits: limits));
        var waiting = await pool.Waiting[0];
        var ended = await Task.WhenAny(waiting.Exited, Task.Delay(limits.WallTime * 3, TestContext.Current.CancellationToken));
        Assert.NotSame(waiting.Exited, ended);

        await using var process = await pool.TakeAsync(TestContext.Current.CancellationToken);

        Assert.Same(waiting, process);
        Assert.Equal(SandboxEnd.WallTime, (await process.Exited.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).End);
    }

    [Fact]
    public async Task Host_that_cannot_enter_its_jail_is_an_error_of_the_pool()
    {
        await using var pool = new SandboxPool(ProbeRun.Sandbox(ProbeRun.Jail), ProbeRun.Request("net: TCP", "mark-refusing", readWrite: ["/nowhere/at/all"]));
        var waiting = await pool.Waiting[0];
        await waiting.Exited.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        var exception = await Assert.ThrowsAsync<AgentException>(() => pool.TakeAsync(TestContext.Current.CancellationToken));

        Assert.Equal("E-SBX-UNAVAILABLE", exception.Code);
        Assert.Equal(ExitCode.SandboxUnavailable, exception.ExitCode);
    }

    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task Times_are_printed(string sandbox)
    {
        const int Runs = 15;
        var cold = new List<double>();
        var warm = new List<double>();
        await using var pool = new SandboxPool(ProbeRun.Sandbox(sandbox), ProbeRun.Request("net: TCP", "mark-times"), size: 2);
        for (var i = 0; i < Runs; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await using (var process = await ProbeRun.Sandbox(sandbox).StartAsync(ProbeRun.Request("net: TCP", "mark-times"), TestContext.Current.CancellationToken))
            {
                using var ready = new StreamReader(process.Output);
                Assert.NotNull(await ready.ReadLineAsync(TestContext.Current.CancellationToken));
                cold.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            using var reader = new StreamReader((await pool.Waiting[0]).Output);
            Assert.NotNull(await reader.ReadLineAsync(TestContext.Current.CancellationToken));
            began = Stopwatch.GetTimestamp();
            await using (var process = await pool.TakeAsync(TestContext.Current.CancellationToken))
            {
                await process.Input.WriteAsync("go\n"u8.ToArray(), TestContext.Current.CancellationToken);
                Assert.Equal("errno:13", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
                warm.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        cold.Sort();
        warm.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"{sandbox}: ready cold p50 {cold[Runs / 2]:0.0} ms (min {cold[0]:0.0}, max {cold[^1]:0.0}), pre-warmed, to the answer of its first attempt, p50 {warm[Runs / 2]:0.0} ms (max {warm[^1]:0.0})");
    }
}
