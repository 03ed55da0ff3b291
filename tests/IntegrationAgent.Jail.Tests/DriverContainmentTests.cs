using System.Net;
using System.Net.Sockets;
using System.Text;
using IntegrationAgent.Agent.Sandboxing;

namespace IntegrationAgent.Jail.Tests;

/// <summary>A driver host may open TCP connections and use the folders its connection declares; nothing else differs.</summary>
public sealed class DriverContainmentTests
{
    private const string NotPermitted = "errno:1", AccessDenied = "errno:13";

    private static readonly (string Attempt, string Outcome)[] s_cases =
    [
        ("driver: resolve localhost", "allowed"),
        ("driver: UDP", "allowed"),
        ("net: TCP", "allowed"),
        ("net: raw", AccessDenied),
        ("net: packet", AccessDenied),
        ("net: AF_UNIX path", AccessDenied),
        ("net: AF_VSOCK", AccessDenied),
        ("net: AF_NETLINK", AccessDenied),
        ("net: io_uring socket", NotPermitted),
        ("net: socketpair", AccessDenied),
        ("driver: ping socket", AccessDenied),
        ("driver: MPTCP", AccessDenied),
        ("driver: listen", AccessDenied),
        ("driver: bind", AccessDenied),
        ("driver: fast open", AccessDenied),
        ("fs: list /", "denied"),
        ("proc: fork bomb", NotPermitted),
        ("proc: execve", NotPermitted),
        ("proc: trace the parent", NotPermitted),
        ("proc: kill the parent", NotPermitted),
        ("proc: become dumpable", NotPermitted),
        ("kernel: unshare user", NotPermitted),
    ];

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (attempt, _) in s_cases)
            {
                data.Add(attempt, ProbeRun.Jail);
                data.Add(attempt, ProbeRun.Bubblewrap);
                data.Add(attempt, ProbeRun.Launcher);
                data.Add(attempt, ProbeRun.LauncherInBubblewrap);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Driver_attempt_ends_as_expected(string attempt, string sandbox)
    {
        var run = await ProbeRun.RunAsync(sandbox, attempt, SandboxKind.Driver);

        Assert.Equal(s_cases.Single(one => one.Attempt == attempt).Outcome, run.Outcome);
    }

    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task Driver_reaches_a_server_with_http_client(string sandbox)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var served = ServeOnceAsync(listener);

        var run = await ProbeRun.RunAsync(sandbox, "net: HttpClient", SandboxKind.Driver, argument: $"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/");

        Assert.Equal("hello", run.Outcome);
        await served;
    }

    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task Driver_that_declares_no_host_opens_no_connection(string sandbox)
    {
        var run = await ProbeRun.RunAsync(sandbox, "net: TCP", SandboxKind.Driver, allowTcp: false);

        Assert.Equal(AccessDenied, run.Outcome);
    }

    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task Driver_is_held_to_the_ports_of_its_connection(string sandbox)
    {
        Testing.Requires.Need("landlock4", JailSupport.Require() >= JailLevel.Network);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var url = $"http://127.0.0.1:{port}/";

        var denied = await ProbeRun.RunAsync(sandbox, "net: HttpClient", SandboxKind.Driver, argument: url, ports: [443]);
        Assert.Equal("socket:AccessDenied", denied.Outcome);
        Assert.False(listener.Pending());

        var served = ServeOnceAsync(listener);
        var allowed = await ProbeRun.RunAsync(sandbox, "net: HttpClient", SandboxKind.Driver, argument: url, ports: [port]);
        Assert.Equal("hello", allowed.Outcome);
        await served;
    }

    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task Driver_uses_the_folder_it_declares(string sandbox)
    {
        using var folder = new TemporaryFolder();

        var use = await ProbeRun.RunAsync(sandbox, "driver: read and write a folder", SandboxKind.Driver, argument: folder.Path, readWrite: [folder.Path]);
        var link = await ProbeRun.RunAsync(sandbox, "driver: plant a symbolic link", SandboxKind.Driver, argument: folder.Path, readWrite: [folder.Path]);

        Assert.Equal("12", use.Outcome);
        Assert.Equal(AccessDenied, link.Outcome);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task Driver_reads_the_folder_it_declares_and_no_other(string sandbox)
    {
        using var declared = new TemporaryFolder();
        using var other = new TemporaryFolder();
        foreach (var folder in new[] { declared, other })
            await File.WriteAllTextAsync(Path.Combine(folder.Path, "file"), "content", TestContext.Current.CancellationToken);

        var allowed = await ProbeRun.RunAsync(sandbox, "fs: read another file by path", SandboxKind.Driver, argument: Path.Combine(declared.Path, "file"), readOnly: [declared.Path]);
        var denied = await ProbeRun.RunAsync(sandbox, "fs: read another file by path", SandboxKind.Driver, argument: Path.Combine(other.Path, "file"), readOnly: [declared.Path]);
        var written = await ProbeRun.RunAsync(sandbox, "fs: write another folder", SandboxKind.Driver, argument: declared.Path, readOnly: [declared.Path]);

        Assert.Equal("content", allowed.Outcome);
        Assert.Contains(denied.Outcome, new[] { "denied", "absent" });
        Assert.Contains(written.Outcome, new[] { "denied", "io:30" });
    }

    [Theory]
    [InlineData(ProbeRun.Jail)]
    [InlineData(ProbeRun.Bubblewrap)]
    [InlineData(ProbeRun.Launcher)]
    public async Task Declared_folder_that_is_missing_is_refused(string sandbox)
    {
        var process = await ProbeRun.Sandbox(sandbox).StartAsync(
            ProbeRun.Request("net: TCP", "mark-missing", SandboxKind.Driver, readWrite: ["/nowhere/at/all"]), TestContext.Current.CancellationToken);
        await using var owned = process;

        var exit = await process.Exited.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(SandboxEnd.Unavailable, exit.End);
        Assert.Contains("/nowhere/at/all", exit.ToException(new SandboxLimits())?.Message, StringComparison.Ordinal);
    }

    private static async Task ServeOnceAsync(TcpListener listener)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var client = await listener.AcceptTcpClientAsync(cancellationToken);
        var stream = client.GetStream();
        _ = await stream.ReadAsync(new byte[4096], cancellationToken);
        await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"), cancellationToken);
    }
}
