using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Sandboxing;

namespace IntegrationAgent.Jail.Tests;

public sealed class SandboxSelectorTests
{
    private static readonly JailSandbox s_noLandlock = new(() => throw new JailUnavailableException("The kernel has no Landlock.", "Use Linux 5.13."));
    private static readonly JailSandbox s_jail = new();
    private static readonly UnisolatedSandbox s_unisolated = new();

    [Fact]
    public async Task Without_landlock_nothing_runs_and_exit_is_5()
    {
        var selector = new SandboxSelector([new BubblewrapSandbox("/usr/bin/bwrap", s_noLandlock), s_noLandlock], [s_unisolated]);

        var exception = await Assert.ThrowsAsync<AgentException>(() => selector.SelectAsync(SandboxSelector.Automatic, TestContext.Current.CancellationToken));

        Assert.Equal("E-SBX-UNAVAILABLE", exception.Code);
        Assert.Equal(ExitCode.SandboxUnavailable, exception.ExitCode);
        Assert.Contains("no Landlock", exception.Message, StringComparison.Ordinal);
        Assert.Equal("Use Linux 5.13.", exception.NextAction);
    }

    [Fact]
    public async Task Start_without_landlock_is_refused()
    {
        var exception = await Assert.ThrowsAsync<AgentException>(() => s_noLandlock.StartAsync(ProbeRun.Request("net: TCP", "mark"), TestContext.Current.CancellationToken));

        Assert.Equal("E-SBX-UNAVAILABLE", exception.Code);
    }

    [Fact]
    public async Task Jail_is_chosen_where_bubblewrap_is_not_installed()
    {
        var selector = new SandboxSelector([new BubblewrapSandbox(null, s_jail), s_jail], [s_unisolated]);

        Assert.Same(s_jail, await selector.SelectAsync(SandboxSelector.Automatic, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Jail_is_chosen_where_bubblewrap_does_not_work()
    {
        var selector = new SandboxSelector([new BubblewrapSandbox("/bin/false", s_jail), s_jail], [s_unisolated]);

        Assert.Same(s_jail, await selector.SelectAsync(SandboxSelector.Automatic, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Bubblewrap_by_name_is_refused_rather_than_replaced()
    {
        var selector = new SandboxSelector([new BubblewrapSandbox(null, s_jail), s_jail], [s_unisolated]);

        var exception = await Assert.ThrowsAsync<AgentException>(() => selector.SelectAsync("bubblewrap", TestContext.Current.CancellationToken));

        Assert.Equal("E-SBX-UNAVAILABLE", exception.Code);
        Assert.Contains("bubblewrap", exception.NextAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bubblewrap_is_chosen_where_it_works()
    {
        Testing.Requires.Program("bwrap", "bwrap");

        Assert.Equal("bubblewrap", (await new SandboxSelector().SelectAsync(SandboxSelector.Automatic, TestContext.Current.CancellationToken)).Name);
    }

    [Fact]
    public async Task Unisolated_comes_only_by_its_name()
    {
        var selector = new SandboxSelector([s_noLandlock], [s_unisolated]);

        await Assert.ThrowsAsync<AgentException>(() => selector.SelectAsync(SandboxSelector.Automatic, TestContext.Current.CancellationToken));

        Assert.Same(s_unisolated, await selector.SelectAsync("unisolated", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Unknown_name_is_a_usage_error_that_lists_the_names()
    {
        var exception = await Assert.ThrowsAsync<AgentException>(() => new SandboxSelector().SelectAsync("docker", TestContext.Current.CancellationToken));

        Assert.Equal("E-SBX-UNKNOWN", exception.Code);
        Assert.Equal(ExitCode.Usage, exception.ExitCode);
        Assert.Contains("auto, bubblewrap, jail, unisolated", exception.NextAction, StringComparison.Ordinal);
    }
}
