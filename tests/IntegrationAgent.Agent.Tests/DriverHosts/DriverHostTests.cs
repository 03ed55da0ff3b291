using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Driver;
using IntegrationAgent.Jail;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Agent.Tests.DriverHosts;

/// <summary>A driver that misbehaves, in a real host.</summary>
[SupportedOSPlatform("linux")]
public sealed class DriverHostTests : HostFixture
{
    private HostedDriver Probe => ProbeDriver.Install(Path.Combine(Store, "probe"));

    private static async Task<string?> CallAsync(DriverConnection connection, string operation, string text = "") =>
        (await connection.InvokeOperationAsync(operation, JsonSerializer.SerializeToElement(new { text }), Token)).GetString();

    [Fact]
    public async Task Credentials_come_by_name_for_this_connection_only()
    {
        Variables["CRM__PROBE_PASSWORD"] = "for crm";
        Variables["PROBE_PASSWORD"] = "for all";
        Variables["PROBE_USER"] = "ann";
        Variables["MODEL_KEY"] = "of the agent";
        await using var connection = await OpenAsync(Probe);

        Assert.Equal("for crm", await CallAsync(connection, "credential", "PROBE_PASSWORD"));
        Assert.Equal("ann", await CallAsync(connection, "credential", "PROBE_USER"));
        Assert.Equal("(none)", await CallAsync(connection, "credential", "PROBE_KEY"));
        Assert.Equal(DriverErrorCode.PermissionDenied, (await Assert.ThrowsAsync<DriverException>(() => CallAsync(connection, "credential", "MODEL_KEY"))).Code);
        Assert.Equal(["PROBE_PASSWORD"], SecretsUsed);
    }

    [Fact]
    public async Task Tokens_are_swapped_once()
    {
        await using var connection = await OpenAsync(Probe);

        Assert.Equal("True False 1 secret", await CallAsync(connection, "token", "secret"));
    }

    [Fact]
    public async Task The_driver_sees_no_files_no_environment_and_no_part_of_the_host()
    {
        var secret = Path.Combine(Workspace, ".env");
        await File.WriteAllTextAsync(secret, "A=1", Token);
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var connection = await OpenAsync(Probe);

        Assert.Equal("UnauthorizedAccessException", await CallAsync(connection, "read", secret));
        Assert.Equal("UnauthorizedAccessException", await CallAsync(connection, "read", "/etc/passwd"));
        Assert.DoesNotContain("PATH", (await CallAsync(connection, "environment"))!.Split(','));
        Assert.Equal("FileNotFoundException", await CallAsync(connection, "type", "IntegrationAgent.Wire"));
        Assert.StartsWith("IntegrationAgent.Driver.Abstractions", await CallAsync(connection, "type", "IntegrationAgent.Driver.Abstractions"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Printing_and_logging_a_lot_does_not_disturb_the_protocol()
    {
        await using var connection = await OpenAsync(Probe);

        Assert.Equal("", await CallAsync(connection, "print", "\u0001\u0000\u0000\u0000\u000a not a frame"));
        Assert.Equal("done", await CallAsync(connection, "log", new string('x', 5000)));
        Assert.Equal("probe", (await connection.CheckAsync(Token)).System);
        Assert.Equal("Information probe 1000", await Log.First.WaitAsync(TimeSpan.FromSeconds(20), Token));
    }

    [Fact]
    public async Task A_socket_of_the_driver_s_own_reaches_the_ports_of_its_settings_and_no_other()
    {
        Requires.Need("landlock4", JailSupport.Require() >= JailLevel.Network);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        other.Start();
        var port = Text(listener);
        await using var byUrl = await OpenAsync(Probe, ("url", $"http://localhost:{port}/"));
        await using var byHost = await OpenAsync(Probe, ("host", $"localhost:{port}"));
        await using var byPort = await OpenAsync(Probe, ("host", "localhost"), ("port", port));
        await using var byName = await OpenAsync(Probe, ("host", "localhost"));
        await using var declaredOnly = await OpenAsync(Probe);

        foreach (var connection in (DriverConnection[])[byUrl, byHost, byPort])
        {
            Assert.Equal("connected", await CallAsync(connection, "dial", port));
            Assert.Equal("AccessDenied", await CallAsync(connection, "dial", Text(other)));
        }

        // A host without a port may be reached at any; hosts of the manifest only by HTTPS.
        Assert.Equal("connected", await CallAsync(byName, "dial", Text(other)));
        Assert.Equal("AccessDenied", await CallAsync(declaredOnly, "dial", port));
        Assert.Equal("E-CON-SETTING", (await Assert.ThrowsAsync<AgentException>(() => OpenAsync(Probe, ("host", "localhost"), ("port", "70000")))).Code);

        static string Text(TcpListener listening) => ((IPEndPoint)listening.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Only_declared_hosts_are_reached_judged_by_the_address_that_is_dialled()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var answering = Task.Run(() => AnswerAsync(listener), Token);
        await using var declared = await OpenAsync(Probe, ("url", $"http://localhost:{port}/"));
        await using var undeclared = await OpenAsync(Probe);

        // A redirect is handed to the driver and not followed.
        Assert.Equal("302", await CallAsync(declared, "get", $"http://localhost:{port}/"));
        Assert.Contains("not one that this connection declares", await CallAsync(declared, "get", $"http://127.0.0.1:{port}/"), StringComparison.Ordinal);
        Assert.Contains("not one that this connection declares", await CallAsync(undeclared, "get", $"http://localhost:{port}/"), StringComparison.Ordinal);
        Assert.Contains("not one that this connection declares", await CallAsync(undeclared, "get", "http://169.254.169.254/"), StringComparison.Ordinal);
        Assert.Contains("not one that this connection declares", await CallAsync(undeclared, "get", "http://example.com.evil.test/"), StringComparison.Ordinal);
        listener.Stop();
        await answering;
    }

    [Fact]
    public async Task A_refused_credential_names_the_variables_to_check_and_exits_3()
    {
        var exception = await Assert.ThrowsAsync<AgentException>(() => OpenAsync(Probe, ("mode", "refuse")));

        Assert.Equal(("E-CON-AUTH", ExitCode.Connection), (exception.Code, exception.ExitCode));
        Assert.Contains("CRM__PROBE_PASSWORD", exception.NextAction, StringComparison.Ordinal);
        Assert.DoesNotContain("PROBE_KEY", exception.NextAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unreachable", "E-CON-UNREACHABLE", ExitCode.Connection)]
    [InlineData("break", "E-DRV-FAULT", ExitCode.Incomplete)]
    [InlineData("die", "E-DRV-GONE", ExitCode.Incomplete)]
    public async Task What_goes_wrong_while_opening_has_a_code(string mode, string code, ExitCode exit)
    {
        var exception = await Assert.ThrowsAsync<AgentException>(() => OpenAsync(Probe, ("mode", mode)));

        Assert.Equal((code, exit), (exception.Code, exception.ExitCode));
        Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_driver_that_never_answers_ends_at_the_timeout()
    {
        var exception = await Assert.ThrowsAsync<AgentException>(() => OpenAsync(Probe, TimeSpan.FromSeconds(3), ("mode", "hang")));

        Assert.Equal("E-CON-UNREACHABLE", exception.Code);
    }

    [Fact]
    public async Task Errors_of_calls_keep_their_kind()
    {
        await using var connection = await OpenAsync(Probe);

        Assert.Equal("E-CON-AUTH", (await Assert.ThrowsAsync<AgentException>(() => connection.ListObjectsAsync(new ListObjectsRequest(), Token))).Code);
        Assert.Equal(["other"], (await Assert.ThrowsAsync<DriverException>(() => connection.GetFieldsAsync(new GetFieldsRequest { Object = "x" }, Token))).Suggestions);
        var broken = await Assert.ThrowsAsync<AgentException>(() => connection.GetRelationshipsAsync(new GetRelationshipsRequest { Object = "x" }, Token));
        Assert.Equal("E-DRV-FAULT", broken.Code);
        Assert.DoesNotContain("secret", broken.ToString(), StringComparison.Ordinal);
        Assert.Equal(DriverErrorCode.Unsupported, (await Assert.ThrowsAsync<DriverException>(() => connection.EnsureObjectAsync(new EnsureObjectRequest { Object = "x", Fields = [], KeyFields = [] }, Token))).Code);
    }

    [Theory]
    [InlineData("silent")]
    [InlineData("budget")]
    [InlineData("late")]
    public async Task A_stream_that_does_not_end_as_it_must_is_incomplete(string name)
    {
        await using var connection = await OpenAsync(Probe);

        var exception = await Assert.ThrowsAsync<DriverException>(async () =>
        {
            await foreach (var page in connection.QueryAsync(new QueryRequest { Object = name, Fields = ["n"] }, Token))
                page.Dispose();
        });

        Assert.Equal(DriverErrorCode.IncompleteResult, exception.Code);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("broken")]
    public async Task A_write_that_the_driver_breaks_off_is_not_known(string name)
    {
        await using var connection = await OpenAsync(Probe);
        using var writer = new RecordPageWriter(new RecordSchema([new RecordField { Name = "n", Type = FieldType.Int64 }]));
        writer.BeginRecord();
        writer.WriteInt64(1);
        writer.EndRecord();
        using var page = writer.ToPage();

        var exception = await Assert.ThrowsAsync<DriverException>(() => connection.WriteAsync(new WriteRequest { Object = name, Mode = WriteMode.Insert, Records = page }, Token));

        Assert.Equal(DriverErrorCode.Unknown, exception.Code);
    }

    [Fact]
    public async Task Changes_come_with_their_deletes_and_positions()
    {
        await using var connection = await OpenAsync(Probe);
        var seen = new List<string>();

        await foreach (var change in connection.GetChangesAsync(new ChangesRequest { Object = "x", Fields = ["n"] }, Token))
        {
            using (change)
                seen.Add($"{change.Changed[0].GetInt64(0)} {string.Join(",", change.DeletedIds)} {change.Position}");
        }

        Assert.Equal(["0 d0 p0", "1 d1 p1", "2 d2 p2"], seen);
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("exit")]
    public async Task A_host_that_ends_itself_is_gone(string operation)
    {
        await using var connection = await OpenAsync(Probe);

        var exception = await Assert.ThrowsAsync<AgentException>(() => CallAsync(connection, operation));

        Assert.Equal(("E-DRV-GONE", ExitCode.Incomplete), (exception.Code, exception.ExitCode));
        Assert.DoesNotContain("secret", connection.ErrorText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_a_call_reaches_the_driver()
    {
        await using var connection = await OpenAsync(Probe);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = connection.InvokeOperationAsync("wait", JsonSerializer.SerializeToElement(new { text = "" }), cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal("probe", (await connection.CheckAsync(Token)).System);
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("1.9")]
    [InlineData("x")]
    public void A_driver_for_another_contract_is_not_loaded(string contract)
    {
        var manifest = $$"""{"id":"x","driverType":"X","contractVersion":"{{contract}}","egress":[],"auth":[],"settings":[],"credentials":[]}""";

        Assert.Equal("E-DRV-CONTRACT", Assert.Throws<AgentException>(() => HostedDriver.FromManifest("/x.dll", new Dictionary<string, string>(), manifest)).Code);
    }

    private static async Task AnswerAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(Token);
                var stream = client.GetStream();
                await stream.ReadAtLeastAsync(new byte[16], 16, false, Token);
                await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), Token);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }
}
