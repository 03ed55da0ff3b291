using IntegrationAgent.Agent.Sandboxing;

namespace IntegrationAgent.Jail.Tests;

/// <summary>A process beyond a limit ends, says which one, and leaves nothing.</summary>
public sealed class LimitTests
{
    private static readonly SandboxEnd[] s_crash = [SandboxEnd.Crashed];

    private static readonly Dictionary<string, (SandboxLimits Limits, SandboxEnd[] Ends, string? Outcome)> s_cases = new(StringComparer.Ordinal)
    {
        ["resource: CPU spin"] = (new SandboxLimits { CpuTime = TimeSpan.FromSeconds(1) }, [SandboxEnd.CpuTime], null),
        ["resource: sleep forever"] = (new SandboxLimits { WallTime = TimeSpan.FromSeconds(1) }, [SandboxEnd.WallTime], null),
        ["resource: 10 GB managed"] = (new SandboxLimits { MemoryBytes = 256 << 20 }, [SandboxEnd.Exited, SandboxEnd.Memory], "out of memory"),
        ["resource: 10 GB native"] = (new SandboxLimits { MemoryBytes = 256 << 20 }, [SandboxEnd.Exited, SandboxEnd.Memory], "out of memory"),
        ["resource: 1 GB of console output"] = (new SandboxLimits { MaxOutputBytes = 64 << 10 }, [SandboxEnd.Output], null),
        ["resource: deep recursion"] = (new SandboxLimits(), s_crash, null),
        ["resource: finaliser that hangs"] = (new SandboxLimits { WallTime = TimeSpan.FromSeconds(1) }, [SandboxEnd.WallTime], null),
        ["resource: FailFast"] = (new SandboxLimits(), s_crash, null),
        [".NET: unhandled exception"] = (new SandboxLimits(), s_crash, null),
        ["resource: 1,000,000 files"] = (new SandboxLimits { MaxPrivateFiles = 2000 }, [SandboxEnd.Files], null),
        ["resource: 10,000 open files"] = (new SandboxLimits(), [SandboxEnd.Exited, SandboxEnd.Crashed], "io:24"),
        ["fs: fill the private folder"] = (new SandboxLimits { MaxPrivateBytes = 16 << 20 }, [SandboxEnd.Exited, SandboxEnd.Files], "io:28"),
        ["proc: 10,000 threads"] = (new SandboxLimits { MaxProcesses = 64 }, [SandboxEnd.Exited, SandboxEnd.Threads], "out of memory"),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var name in s_cases.Keys)
            {
                data.Add(name, ProbeRun.Jail);
                data.Add(name, ProbeRun.Bubblewrap);
                data.Add(name, ProbeRun.Launcher);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Attempt_meets_its_limit(string attempt, string sandbox)
    {
        var (limits, ends, outcome) = s_cases[attempt];

        var run = await ProbeRun.RunAsync(sandbox, attempt, limits: limits);

        Assert.NotNull(run.Ready);
        Assert.Contains(run.Exit.End, ends);
        if (run.Exit.End == SandboxEnd.Exited)
            Assert.Equal(outcome, run.Outcome);
        else
            Assert.Null(run.Outcome);
        Assert.InRange(run.Exit.PeakMemoryBytes, 0, limits.MemoryBytes + (512L << 20));
        TestContext.Current.TestOutputHelper?.WriteLine($"{run.Exit.End} {run.Outcome} status {run.Exit.ExitCode}, {run.Exit.PeakMemoryBytes >> 20} MiB, {run.Exit.CpuTime.TotalMilliseconds:0} ms of processor, {run.Exit.PeakThreads} threads");
    }

    [Fact]
    public async Task Console_output_is_kept_up_to_its_limit_and_no_further()
    {
        var run = await ProbeRun.RunAsync(ProbeRun.Jail, "resource: 1 GB of console output", limits: new SandboxLimits { MaxOutputBytes = 10_000 });

        Assert.Equal(10_000, run.Exit.ErrorText.Length);
    }

    [Fact]
    public void Refusal_is_told_as_one_short_line_without_control_characters()
    {
        var exit = new SandboxExit { End = SandboxEnd.Unavailable, ExitCode = 5, PeakMemoryBytes = 0, PeakThreads = 0, CpuTime = default, ErrorText = "E-SBX-UNAVAILABLE No\u001b[2J jail. Next: Get " + new string('x', 10_000) + "\nmore" };

        var exception = exit.ToException(new SandboxLimits());

        Assert.NotNull(exception);
        Assert.Equal("No[2J jail.", exception.Message);
        Assert.StartsWith("Get xxx", exception.NextAction, StringComparison.Ordinal);
        Assert.InRange(exception.NextAction.Length, 1, 400);
        Assert.Equal(Agent.ExitCode.SandboxUnavailable, exception.ExitCode);
    }

    [Theory]
    [InlineData(SandboxEnd.WallTime, "E-SBX-TIME")]
    [InlineData(SandboxEnd.CpuTime, "E-SBX-CPU")]
    [InlineData(SandboxEnd.Memory, "E-SBX-MEMORY")]
    [InlineData(SandboxEnd.Threads, "E-SBX-THREADS")]
    [InlineData(SandboxEnd.Output, "E-SBX-OUTPUT")]
    [InlineData(SandboxEnd.Files, "E-SBX-FILES")]
    [InlineData(SandboxEnd.Crashed, "E-SBX-CRASH")]
    public void End_has_a_code_of_its_own(SandboxEnd end, string code)
    {
        var exit = new SandboxExit { End = end, ExitCode = 137, PeakMemoryBytes = 0, PeakThreads = 0, CpuTime = default, ErrorText = "secret text" };

        var exception = exit.ToException(new SandboxLimits());

        Assert.NotNull(exception);
        Assert.Equal(code, exception.Code);
        Assert.Equal(Agent.ExitCode.Incomplete, exception.ExitCode);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
        Assert.NotEmpty(exception.NextAction);
    }
}
