using System.Diagnostics;
using IntegrationAgent.Agent.Sandboxing;

namespace IntegrationAgent.Jail.Tests;

/// <summary>A launcher that is not there, not of this build or broken is not used; one that lies gets nobody out. Most are scripts, which need no compiler.</summary>
public sealed class JailLauncherTests : IDisposable
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Answer => $"#!/bin/sh\nif [ \"$1\" = --identify ]; then echo '{SelfJail.Identity}'; exit 0; fi\n";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Launcher_of_this_build_is_used()
    {
        var path = Write(Answer + "echo started-by-launcher; exec \"$@\"\n");

        var (launcher, lines, _) = await RunAsync(path);

        Assert.Equal(path, await launcher.FindAsync());
        Assert.Equal("started-by-launcher", lines[0]);
    }

    [Fact]
    public async Task Without_a_launcher_the_host_enters_by_itself() => await EntersByItselfAsync(Path.Combine(_folder.Path, "none"));

    [Fact]
    public async Task Launcher_that_cannot_be_executed_is_not_used()
    {
        var path = Write(Answer + "exec \"$@\"\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await EntersByItselfAsync(path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u007fELF garbage")]
    [InlineData("#!/bin/sh\necho intagent-jail 00000000000000000000000000000000\n")]
    [InlineData("#!/bin/sh\nkill -SEGV $$\n")]
    [InlineData("#!/no/such/interpreter\n")]
    public async Task Launcher_that_is_broken_or_of_another_build_is_not_used(string content) => await EntersByItselfAsync(Write(content));

    [Fact]
    public async Task Launcher_that_answers_and_fails_is_not_used()
    {
        await EntersByItselfAsync(Write($"#!/bin/sh\necho '{SelfJail.Identity}'\nexit 1\n"));
    }

    [Fact]
    public async Task Launcher_that_is_gone_when_it_is_needed_is_replaced_by_the_hosts_own_way()
    {
        var path = Write(Answer + "exec \"$@\"\n");
        var launcher = new JailLauncher(path);
        Assert.Equal(path, await launcher.FindAsync());
        File.Delete(path);

        var (_, lines, exit) = await RunAsync(launcher);

        Assert.StartsWith($"READY {JailSupport.Require()} ", lines[0], StringComparison.Ordinal);
        Assert.Equal("errno:13", lines[1]);
        Assert.Equal(SandboxEnd.Exited, exit.End);
        Assert.Null(await launcher.FindAsync());
    }

    [Fact]
    public async Task Host_that_a_launcher_did_not_jail_enters_by_itself()
    {
        var (_, lines, exit) = await RunAsync(Write(Answer + "exec \"$@\"\n"));

        Assert.StartsWith($"READY {JailSupport.Require()} ", lines[0], StringComparison.Ordinal);
        Assert.Equal("errno:13", lines[1]);
        Assert.Equal(SandboxEnd.Exited, exit.End);
    }

    [Fact]
    public async Task Host_that_a_launcher_only_claims_to_have_jailed_refuses_to_run()
    {
        var (_, lines, exit) = await RunAsync(Write(Answer + "INTAGENT_JAIL_STAGE=inside exec \"$@\"\n"));

        Assert.Empty(lines);
        Assert.Equal(SandboxEnd.Unavailable, exit.End);
        var exception = exit.ToException(new SandboxLimits());
        Assert.NotNull(exception);
        Assert.Equal("E-SBX-UNAVAILABLE", exception.Code);
        Assert.Contains("The jail does not hold", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launcher_without_a_policy_refuses() => await LauncherRefusesAsync([], [HostCommand.Dotnet, ProbeRun.Assembly], "INTAGENT_JAIL is not set");

    [Fact]
    public async Task Launcher_is_never_unisolated() =>
        await LauncherRefusesAsync(new() { [JailPolicy.EnvironmentVariable] = JailPolicy.Unisolated }, [HostCommand.Dotnet, ProbeRun.Assembly], "A jail policy begins with");

    [Fact]
    public async Task Launcher_whose_parent_is_gone_refuses() => await LauncherRefusesAsync(
        new() { [JailPolicy.EnvironmentVariable] = new JailPolicy { PrivateFolder = _folder.Path, ParentProcessId = 1 << 21 }.Format() }, [HostCommand.Dotnet, ProbeRun.Assembly], "is gone");

    [Fact]
    public async Task Launcher_without_the_private_folder_refuses() => await LauncherRefusesAsync(
        new() { [JailPolicy.EnvironmentVariable] = new JailPolicy { PrivateFolder = "/no/such/folder" }.Format() }, [HostCommand.Dotnet, ProbeRun.Assembly], "enter the private folder");

    [Theory]
    [InlineData]
    [InlineData("/usr/bin/env")]
    [InlineData("dotnet", "/host.dll")]
    [InlineData("/usr/bin/env", "host.dll")]
    public async Task Launcher_takes_absolute_paths_only(params string[] command) => await LauncherRefusesAsync(
        new() { [JailPolicy.EnvironmentVariable] = new JailPolicy { PrivateFolder = _folder.Path }.Format() }, command, "absolute paths");

    [Fact]
    public async Task Launcher_that_cannot_start_the_host_refuses() => await LauncherRefusesAsync(
        new() { [JailPolicy.EnvironmentVariable] = new JailPolicy { PrivateFolder = _folder.Path }.Format() }, [Path.Combine(_folder.Path, "dotnet"), ProbeRun.Assembly], "could not be started inside (error 2)");

    private static async Task LauncherRefusesAsync(Dictionary<string, string?> environment, string[] command, string reason)
    {
        var start = new ProcessStartInfo(ProbeRun.LauncherPath(), command) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("No process.");

        var error = await process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);

        Assert.Equal(SelfJail.UnavailableExitCode, process.ExitCode);
        Assert.StartsWith("E-SBX-UNAVAILABLE ", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.Empty(output);
    }

    private static async Task EntersByItselfAsync(string path)
    {
        var (launcher, lines, exit) = await RunAsync(path);

        Assert.Null(await launcher.FindAsync());
        Assert.StartsWith($"READY {JailSupport.Require()} ", lines[0], StringComparison.Ordinal);
        Assert.Equal("errno:13", lines[1]);
        Assert.Equal(SandboxEnd.Exited, exit.End);
    }

    private static Task<(JailLauncher Launcher, List<string> Lines, SandboxExit Exit)> RunAsync(string path) => RunAsync(new JailLauncher(path));

    /// <summary>A host that tries to open a socket, started by a launcher; every line it wrote.</summary>
    private static async Task<(JailLauncher Launcher, List<string> Lines, SandboxExit Exit)> RunAsync(JailLauncher launcher)
    {
        await using var process = await new JailSandbox(JailSupport.Require, launcher).StartAsync(ProbeRun.Request("net: TCP", "mark-launcher"), Token);
        using var reader = new StreamReader(process.Output);
        try
        {
            await process.Input.WriteAsync("go\n"u8.ToArray(), Token);
        }
        catch (IOException)
        {
            // The host has refused and ended.
        }

        var lines = (await reader.ReadToEndAsync(Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        return (launcher, lines, await process.Exited.WaitAsync(TimeSpan.FromSeconds(60), Token));
    }

    private string Write(string content)
    {
        var path = Path.Combine(_folder.Path, "intagent-jail");
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, Executable);
        return path;
    }
}
