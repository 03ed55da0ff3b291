using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using IntegrationAgent.Agent.Sandboxing;

namespace IntegrationAgent.Jail.Tests;

/// <summary>
/// Every way out that is known, tried by a program that no policy has checked, with and without bubblewrap around the jail.
/// The outcome is the kernel's own answer; afterwards no process and no file is left.
/// </summary>
public sealed partial class ContainmentTests
{
    private const string NotPermitted = "errno:1", NoSuchFile = "errno:2", AccessDenied = "errno:13", ReadOnlyFiles = "errno:30", NoSuchCall = "errno:38";

    private static readonly (string Attempt, string[] Outcomes)[] s_denied =
    [
        ("net: TCP", [AccessDenied]),
        ("net: TCP, family with high bits set", [AccessDenied]),
        ("net: UDP", [AccessDenied]),
        ("net: raw", [AccessDenied]),
        ("net: packet", [AccessDenied]),
        ("net: AF_UNIX path", [AccessDenied]),
        ("net: AF_UNIX abstract", [AccessDenied]),
        ("net: AF_VSOCK", [AccessDenied]),
        ("net: AF_NETLINK", [AccessDenied]),
        ("net: io_uring socket", [NotPermitted]),
        ("net: socketpair", [AccessDenied]),
        ("net: DNS", ["socket:TryAgain", "socket:HostNotFound", "socket:NoData"]),
        ("fs: read /etc/passwd", ["denied", "absent"]),
        ("fs: read /proc/1/environ", ["denied"]),
        ("fs: read /proc/kcore", ["denied", "absent"]),
        ("fs: read /proc/1/root/etc/passwd", ["denied", "absent"]),
        ("fs: read /proc/self/root/etc/passwd", ["denied", "absent"]),
        ("fs: list /", ["denied"]),
        ("fs: list /root", ["denied", "absent"]),
        ("fs: list /home", ["denied", "absent"]),
        ("fs: list /sys", ["denied", "absent"]),
        ("fs: list /proc", ["denied"]),
        ("fs: write /", ["denied", "io:30"]),
        ("fs: write /usr", ["denied", "io:30"]),
        ("fs: write the host's folder", ["denied", "io:30"]),
        ("fs: write /dev/shm", ["denied"]),
        ("fs: write /tmp", ["denied", "absent", "io:30"]),
        ("fs: symbolic link to /proc/self/root", [AccessDenied]),
        ("fs: mknod", [NotPermitted]),
        ("fs: open the host's assembly for writing", [AccessDenied, ReadOnlyFiles]),
        ("fs: open the runtime for writing", [AccessDenied, ReadOnlyFiles]),
        ("proc: start sh", [NotPermitted, NoSuchFile, AccessDenied]),
        ("proc: start dotnet", [NotPermitted]),
        ("proc: execve", [NotPermitted]),
        ("proc: fork bomb", [NotPermitted]),
        ("proc: trace the parent", [NotPermitted]),
        ("proc: kill the parent", [NotPermitted]),
        ("proc: kill everyone", [NotPermitted]),
        ("proc: kill a group", [NotPermitted]),
        ("proc: daemon that outlives the run", [$"{NotPermitted} {NotPermitted}"]),
        ("proc: become dumpable", [NotPermitted]),
        ("proc: raise a limit of the parent", [NotPermitted]),
        ("kernel: unshare user", [NotPermitted]),
        ("kernel: setns", [NotPermitted]),
        ("kernel: mount", [NotPermitted]),
        ("kernel: pivot_root", [NotPermitted]),
        ("kernel: bpf", [NotPermitted]),
        ("kernel: perf_event_open", [NotPermitted]),
        ("kernel: keyctl", [NotPermitted]),
        ("kernel: userfaultfd", [NotPermitted]),
        ("kernel: personality", [NotPermitted]),
        ("kernel: clone3 with a user namespace", [NoSuchCall]),
        ("kernel: clone with a user namespace", [NotPermitted]),
        ("kernel: memfd_create", [NotPermitted]),
        ("kernel: shmget", [NotPermitted]),
        ("kernel: process_vm_readv", [NotPermitted]),
        ("kernel: inotify", [NotPermitted]),
        ("kernel: a call newer than the table", [NoSuchCall]),
        ("kernel: push input into a terminal", [NotPermitted]),
        (".NET: DllImport of libc", [AccessDenied]),
        (".NET: function pointer into libc", [AccessDenied]),
        (".NET: Assembly.Load of bytes", [AccessDenied]),
    ];

    public static TheoryData<string, string> Denied => Each(s_denied.Select(attempt => attempt.Attempt));

    [Theory]
    [MemberData(nameof(Denied))]
    public async Task Attempt_is_denied_by_the_kernel(string attempt, string sandbox)
    {
        var run = await ProbeRun.RunAsync(sandbox, attempt);

        Assert.NotNull(run.Outcome);
        Assert.Contains(run.Outcome, s_denied.Single(one => one.Attempt == attempt).Outcomes);
        Assert.Equal(SandboxEnd.Exited, run.Exit.End);
        Assert.Equal(0, run.Exit.ExitCode);
    }

    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task Http_client_reaches_nobody(string sandbox)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var run = await ProbeRun.RunAsync(sandbox, "net: HttpClient", argument: $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

        Assert.Equal("socket:AccessDenied", run.Outcome);
        Assert.False(listener.Pending());
    }

    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task Inherited_descriptors_are_closed(string sandbox)
    {
        var descriptor = MemoryFile("inherited", 0);
        using var file = new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.Write(file, "canary"u8, 0);

        var run = await ProbeRun.RunAsync(sandbox, "net: inherited descriptors");

        Assert.Equal("none", run.Outcome);
    }

    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task The_parents_environment_cannot_be_read(string sandbox)
    {
        var run = await ProbeRun.RunAsync(sandbox, "fs: read the parent's environment", argument: Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));

        Assert.Contains(run.Outcome, new[] { "denied", "absent" });
    }

    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task The_environment_holds_nothing_of_the_agents(string sandbox)
    {
        Environment.SetEnvironmentVariable("INTAGENT_TEST_SECRET", "canary");

        var run = await ProbeRun.RunAsync(sandbox, ".NET: environment");

        Assert.Equal("clean", run.Outcome);
    }

    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task Files_outside_cannot_be_changed_without_opening_them(string sandbox)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "content", TestContext.Current.CancellationToken);
        var mode = File.GetUnixFileMode(file);

        var truncate = await ProbeRun.RunAsync(sandbox, "fs: truncate by path", argument: file, readOnly: [folder.Path]);
        var change = await ProbeRun.RunAsync(sandbox, "fs: change mode", argument: file, readOnly: [folder.Path]);
        var write = await ProbeRun.RunAsync(sandbox, "fs: write another folder", argument: folder.Path, readOnly: [folder.Path]);

        Assert.Equal(NotPermitted, truncate.Outcome);
        Assert.Equal(NotPermitted, change.Outcome);
        Assert.Contains(write.Outcome, new[] { "denied", "io:30" });
        Assert.Equal(mode, File.GetUnixFileMode(file));
        Assert.Equal("content", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(ProbeRun.Jail, IsolationLevel.Jail)]
    [InlineData(ProbeRun.Bubblewrap, IsolationLevel.JailInNamespaces)]
    [InlineData(ProbeRun.Launcher, IsolationLevel.Jail)]
    [InlineData(ProbeRun.LauncherInBubblewrap, IsolationLevel.JailInNamespaces)]
    public async Task Ordinary_work_is_done(string sandbox, IsolationLevel level)
    {
        var run = await ProbeRun.RunAsync(sandbox, ".NET: ordinary work");

        Assert.Equal("2450 Europe/Berlin 3", run.Outcome);
        Assert.Equal(level, run.Level);
        Assert.StartsWith($"READY {JailSupport.Require()} ", run.Ready, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task The_private_folder_can_be_written(string sandbox) =>
        Assert.Equal("allowed", (await ProbeRun.RunAsync(sandbox, "fs: write the private folder")).Outcome);

    [Theory]
    [InlineData(1, JailLevel.Files)]
    [InlineData(2, JailLevel.Files)]
    [InlineData(3, JailLevel.Files)]
    [InlineData(4, JailLevel.Network)]
    [InlineData(5, JailLevel.Network)]
    [InlineData(6, JailLevel.Full)]
    public async Task Older_kernel_holds_the_same_attempts(int abi, JailLevel level)
    {
        Testing.Requires.Need($"landlock{abi}", Landlock.Abi() >= abi);

        foreach (var attempt in new[] { "fs: list /", "fs: write /usr", "net: TCP", "proc: kill the parent", "proc: fork bomb", "fs: write the private folder" })
        {
            var run = await ProbeRun.RunAsync(ProbeRun.Jail, attempt, argument: $"abi={abi}");

            Assert.StartsWith($"READY {level} {abi} ", run.Ready, StringComparison.Ordinal);
            if (attempt == "fs: write the private folder")
                Assert.Equal("allowed", run.Outcome);
            else
                Assert.Contains(run.Outcome, s_denied.Single(one => one.Attempt == attempt).Outcomes);
        }
    }

    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task Garbage_on_standard_output_ends_nothing_but_itself(string sandbox)
    {
        var run = await ProbeRun.RunAsync(sandbox, ".NET: garbage on standard output");

        Assert.NotNull(run.Outcome);
        Assert.Equal(SandboxEnd.Exited, run.Exit.End);
    }

    private static TheoryData<string, string> Each(IEnumerable<string> attempts)
    {
        var data = new TheoryData<string, string>();
        foreach (var attempt in attempts)
        {
            data.Add(attempt, ProbeRun.Jail);
            data.Add(attempt, ProbeRun.Bubblewrap);
            data.Add(attempt, ProbeRun.Launcher);
            data.Add(attempt, ProbeRun.LauncherInBubblewrap);
        }

        return data;
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemoryFile(string name, uint flags);
}
