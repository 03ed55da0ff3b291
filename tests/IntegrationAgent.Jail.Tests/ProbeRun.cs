using System.Globalization;
using IntegrationAgent.Agent.Sandboxing;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Jail.Tests;

/// <summary>One attempt by the probe, from start to nothing left.</summary>
internal sealed class ProbeRun
{
    public const string Jail = "jail", Bubblewrap = "bubblewrap", Launcher = "launcher", LauncherInBubblewrap = "launcher in bubblewrap";

    private static readonly JailLauncher s_launcher = new(Path.Combine(RepositoryRoot.Path, "artifacts", "launcher", Configuration, "intagent-jail"));
    private static readonly JailSandbox s_jail = new(JailSupport.Require);
    private static readonly JailSandbox s_launched = new(JailSupport.Require, s_launcher);
    private static readonly BubblewrapSandbox s_bubblewrap = new(BubblewrapSandbox.Find("bwrap"), s_jail);
    private static readonly BubblewrapSandbox s_launchedInBubblewrap = new(BubblewrapSandbox.Find("bwrap"), s_jail, s_launcher);

    /// <summary>The probe beside these tests, or the one that <c>JAIL_TESTS_PROBE</c> names, to measure one that is compiled ahead of time.</summary>
    public static string Assembly { get; } = Environment.GetEnvironmentVariable("JAIL_TESTS_PROBE") ?? Path.Combine(
        AppContext.BaseDirectory.Replace("IntegrationAgent.Jail.Tests", "IntegrationAgent.Jail.Probe", StringComparison.Ordinal),
        "IntegrationAgent.Jail.Probe.dll");

    private static string Configuration => AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    public required string? Ready { get; init; }

    public required string? Outcome { get; init; }

    public required SandboxExit Exit { get; init; }

    public required IsolationLevel Level { get; init; }

    public static ISandbox Sandbox(string name)
    {
        if (name is Launcher or LauncherInBubblewrap)
            _ = LauncherPath();
        if (name is Bubblewrap or LauncherInBubblewrap)
            Requires.Program("bwrap", "bwrap");
        return name switch
        {
            Jail => s_jail,
            Launcher => s_launched,
            Bubblewrap => s_bubblewrap,
            LauncherInBubblewrap => s_launchedInBubblewrap,
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
    }

    /// <summary>The launcher that <c>eng/launcher.sh</c> has built, of this very build.</summary>
    public static string LauncherPath()
    {
        var path = s_launcher.FindAsync().GetAwaiter().GetResult();
        Requires.Need("launcher", path is not null, $"Run eng/launcher.sh {Configuration}.");
        return path!;
    }

    public static SandboxRequest Request(string attempt, string mark, SandboxKind kind = SandboxKind.Script, SandboxLimits? limits = null, string? argument = null, string[]? readOnly = null, string[]? readWrite = null, bool allowTcp = true, int[]? ports = null) => new()
    {
        HostAssemblyPath = Assembly,
        Kind = kind,
        Limits = limits ?? new SandboxLimits { WallTime = TimeSpan.FromSeconds(30) },
        Arguments = argument is null ? [attempt, mark] : [attempt, mark, argument],
        ReadOnlyPaths = readOnly ?? [],
        ReadWritePaths = readWrite ?? [],
        AllowTcp = allowTcp,
        TcpPorts = ports ?? [],
    };

    public static async Task<ProbeRun> RunAsync(string sandbox, string attempt, SandboxKind kind = SandboxKind.Script, SandboxLimits? limits = null, string? argument = null, string[]? readOnly = null, string[]? readWrite = null, bool allowTcp = true, int[]? ports = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var mark = $"mark-{Guid.NewGuid():N}";
        ProbeRun run;
        var process = await Sandbox(sandbox).StartAsync(Request(attempt, mark, kind, limits, argument, readOnly, readWrite, allowTcp, ports), cancellationToken);
        await using (process)
        {
            using var reader = new StreamReader(process.Output);
            var ready = await reader.ReadLineAsync(cancellationToken);
            string? outcome = null;
            if (ready is not null)
            {
                await process.Input.WriteAsync("go\n"u8.ToArray(), cancellationToken);
                outcome = await reader.ReadLineAsync(cancellationToken);
            }

            run = new ProbeRun { Ready = ready, Outcome = outcome, Exit = await process.Exited.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken), Level = process.Level };
        }

        Assert.True(sandbox is not (Launcher or LauncherInBubblewrap) || await s_launcher.FindAsync() is not null, "The launcher could not be started, and the host entered by itself.");
        Assert.True(run.Ready is not null, $"The probe did not start: {run.Exit.End} {run.Exit.ExitCode} {run.Exit.ErrorText}");
        Assert.Empty(ProcessesNaming(mark));
        Assert.Empty(PrivateFoldersLeft());
        return run;
    }

    public static IEnumerable<int> ProcessesNaming(string mark)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid))
                continue;
            string command;
            try
            {
                command = File.ReadAllText(Path.Combine(folder, "cmdline"));
            }
            catch (IOException)
            {
                continue;
            }

            if (command.Contains(mark, StringComparison.Ordinal))
                yield return pid;
        }
    }

    public static IEnumerable<string> PrivateFoldersLeft() =>
        Directory.EnumerateDirectories(Path.GetTempPath(), $"intagent-jail-{Environment.ProcessId}-*");
}
