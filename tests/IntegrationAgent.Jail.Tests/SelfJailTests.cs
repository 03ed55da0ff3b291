using System.Diagnostics;
using System.Globalization;
using IntegrationAgent.Agent.Sandboxing;

namespace IntegrationAgent.Jail.Tests;

/// <summary>A host that is not started as it should be refuses to run.</summary>
public sealed class SelfJailTests
{
    [Fact]
    public async Task Host_without_a_policy_refuses() =>
        await RefusesAsync(new Dictionary<string, string?>(), "INTAGENT_JAIL is not set");

    [Fact]
    public async Task Host_with_a_broken_policy_refuses() =>
        await RefusesAsync(new Dictionary<string, string?> { [JailPolicy.EnvironmentVariable] = "jail1\nprivate=/tmp" }, "A jail policy names every limit");

    [Fact]
    public async Task Host_that_only_claims_to_be_inside_refuses() =>
        await RefusesAsync(new Dictionary<string, string?> { ["INTAGENT_JAIL_STAGE"] = "inside", [JailPolicy.EnvironmentVariable] = new JailPolicy { PrivateFolder = "/tmp" }.Format() }, "The jail does not hold");

    [Fact]
    public async Task Host_whose_parent_is_gone_refuses()
    {
        using var folder = new TemporaryFolder();
        var policy = new JailPolicy { PrivateFolder = folder.Path, ParentProcessId = 1 << 21 };

        await RefusesAsync(new Dictionary<string, string?> { [JailPolicy.EnvironmentVariable] = policy.Format() }, "is gone");
    }

    [Fact]
    public async Task Unisolated_host_says_so()
    {
        await using var process = await new UnisolatedSandbox().StartAsync(ProbeRun.Request("net: TCP", "mark-unisolated"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(process.Output);

        var ready = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        await process.Input.WriteAsync("go\n"u8.ToArray(), TestContext.Current.CancellationToken);
        var outcome = await reader.ReadLineAsync(TestContext.Current.CancellationToken);

        Assert.Equal("READY None 0 0", ready);
        Assert.Equal("allowed", outcome);
        Assert.Equal(IsolationLevel.Unisolated, process.Level);
    }

    private static async Task RefusesAsync(Dictionary<string, string?> environment, string reason)
    {
        using var process = Start(environment, ["net: TCP", "mark-refused"]);

        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(SelfJail.UnavailableExitCode, process.ExitCode);
        Assert.StartsWith("E-SBX-UNAVAILABLE ", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.Empty(output);
    }

    private static Process Start(Dictionary<string, string?> environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [ProbeRun.Assembly, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"No process for {arguments[0]}."));
    }
}
