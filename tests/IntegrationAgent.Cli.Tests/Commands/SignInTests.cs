using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IntegrationAgent.Cli.Tests.Running;

namespace IntegrationAgent.Cli.Tests.Commands;

/// <summary><c>intagent connect --sign-in</c> as a process, with an HTTP client for the browser.</summary>
public class SignInTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signed_in_connection_runs_and_goes_on_when_its_tokens_have_rotated()
    {
        await using var workspace = await LeadWorkspace.CreateAsync(leads: 60);
        var answer = await SignInAsync(workspace, []);

        answer.Expect(0);
        Assert.Contains("signed in", answer.Output, StringComparison.Ordinal);
        Assert.Contains("refresh_token", await File.ReadAllTextAsync(Path.Combine(workspace.Path, "connections.json"), Token), StringComparison.Ordinal);
        var audit = (await workspace.RunAsync("audit", "--json")).Expect(0).Output;
        Assert.Contains("connection.signed-in", audit, StringComparison.Ordinal);
        await workspace.ApproveAsync();
        (await workspace.RunAsync("run", "lead-sync")).Expect(0);
        workspace.Simulator.ExpireTokens();
        (await workspace.RunAsync("run", "lead-sync")).Expect(0);

        Assert.True(Sql.Scalar(workspace.Database, "select count(*) from leads") > 0);
        Assert.DoesNotContain("5Aep", answer.Output + answer.Error + audit, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(workspace.Path, "*", SearchOption.AllDirectories))
            Assert.True((await File.ReadAllBytesAsync(file, Token)).AsSpan().IndexOf("5Aep"u8) < 0, $"{file} holds a refresh token");
    }

    [Fact]
    public async Task Display_gets_the_address_and_json_keeps_standard_output_for_the_result()
    {
        await using var workspace = await LeadWorkspace.CreateAsync(leads: 1);
        var opened = Path.Combine(workspace.Path, "opened");
        var opener = Path.Combine(workspace.Path, "xdg-open");
        await File.WriteAllTextAsync(opener, $"#!/bin/sh\nprintf %s \"$1\" > '{opened}.part' && mv '{opened}.part' '{opened}'\n", Token);
        File.SetUnixFileMode(opener, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        workspace.Variables["DISPLAY"] = ":0";
        workspace.Variables["PATH"] = $"{workspace.Path}:{Environment.GetEnvironmentVariable("PATH")}";

        using var process = Start(workspace, ["--json", "--no-check"]);
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var printed = await AddressAsync(process.StandardError);
        while (!File.Exists(opened))
            await Task.Delay(20, Token);
        Assert.Equal(printed.AbsoluteUri, await File.ReadAllTextAsync(opened, Token));
        await BrowseAsync(printed);
        await process.WaitForExitAsync(Token);

        Assert.Equal(0, process.ExitCode);
        Assert.True(new Answer(0, await output, "").Json.GetProperty("signedIn").GetBoolean());
    }

    [Fact]
    public async Task Person_who_does_not_allow_it_changes_no_connection()
    {
        await using var workspace = await LeadWorkspace.CreateAsync(leads: 1);
        var before = await File.ReadAllTextAsync(Path.Combine(workspace.Path, "connections.json"), Token);

        using var process = Start(workspace, []);
        var address = await AddressAsync(process.StandardOutput);
        var redirect = Uri.UnescapeDataString(address.Query.Split('&').Single(pair => pair.StartsWith("redirect_uri=", StringComparison.Ordinal))[13..]);
        var state = address.Query.Split('&').Single(pair => pair.StartsWith("state=", StringComparison.Ordinal));
        await BrowseAsync(new Uri($"{redirect}?error=access_denied&{state}"));

        (await EndAsync(process)).ExpectError(3, "E-SGN-DENIED");
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(workspace.Path, "connections.json"), Token));
    }

    [Fact]
    public async Task Port_that_is_taken_ends_it_at_once()
    {
        await using var workspace = await LeadWorkspace.CreateAsync(leads: 1);
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();

        using var process = Start(workspace, ["--port", ((IPEndPoint)holder.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture)]);

        (await EndAsync(process)).ExpectError(2, "E-SGN-PORT");
    }

    [Fact]
    public async Task Nobody_who_opens_the_address_ends_it_in_time()
    {
        await using var workspace = await LeadWorkspace.CreateAsync(leads: 1);

        using var process = Start(workspace, ["--timeout", "1"]);

        (await EndAsync(process)).ExpectError(3, "E-SGN-TIMEOUT");
    }

    [Fact]
    public async Task Interrupt_ends_it_as_stopped()
    {
        await using var workspace = await LeadWorkspace.CreateAsync(leads: 1);
        using var process = Start(workspace, []);
        await AddressAsync(process.StandardOutput);

        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(Token);

        (await EndAsync(process)).ExpectError(6, "E-CLI-STOPPED");
    }

    [Theory]
    [InlineData("warehouse", "sqlite", "E-SGN-UNSUPPORTED")]
    [InlineData("../../outside", "salesforce", "E-CON-NAME")]
    public async Task Connection_that_cannot_be_signed_in_for_is_refused(string name, string driver, string code)
    {
        await using var workspace = await LeadWorkspace.CreateAsync(leads: 1);
        string[] settings = driver == "sqlite" ? ["--set", "path=data/warehouse.db"] : [];

        (await workspace.RunAsync(["connect", name, "--driver", driver, "--sign-in", "--port", "0", .. settings])).ExpectError(2, code);
    }

    private static async Task<Answer> SignInAsync(LeadWorkspace workspace, string[] more)
    {
        using var process = Start(workspace, more);
        var before = new StringBuilder();
        var address = await AddressAsync(process.StandardOutput, before);
        Assert.Contains("You have signed in.", await BrowseAsync(address), StringComparison.Ordinal);
        var answer = await EndAsync(process);
        return answer with { Output = before + answer.Output };
    }

    private static Process Start(LeadWorkspace workspace, string[] more)
    {
        workspace.Variables.TryAdd("DISPLAY", "");
        workspace.Variables.TryAdd("WAYLAND_DISPLAY", "");
        string[] port = more.Contains("--port") ? [] : ["--port", "0"];
        var process = Intagent.Start(
            workspace.Path,
            ["connect", "salesforce", "--driver", "salesforce", "--set", $"login_url={workspace.Simulator.Address.ToString().TrimEnd('/')}", "--sign-in", .. port, .. more],
            workspace.Variables);
        process.StandardInput.Close();
        return process;
    }

    private static async Task<Uri> AddressAsync(StreamReader reader, StringBuilder? before = null)
    {
        while (await reader.ReadLineAsync(Token) is { } line)
        {
            before?.AppendLine(line);
            if (line.StartsWith("http", StringComparison.Ordinal))
                return new Uri(line);
        }

        throw new InvalidOperationException("No address was printed.");
    }

    private static async Task<Answer> EndAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var error = process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return new Answer(process.ExitCode, await output, await error);
    }

    private static async Task<string> BrowseAsync(Uri address)
    {
        using var browser = new HttpClient();
        return await browser.GetStringAsync(address, Token);
    }
}
