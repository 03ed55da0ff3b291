using System.Diagnostics;
using System.Text.RegularExpressions;
using IntegrationAgent.Testing;

namespace Drivers.Salesforce.Simulator.Tests;

/// <summary>jsforce, a client that we did not write, drives the simulator unmodified.</summary>
public sealed partial class JsforceTests
{
    private const int LeastChecks = 45;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jsforce_passes_every_check_of_the_script()
    {
        var script = await InstallAsync();
        await using var org = await SimulatorFixture.StartAsync(o => o.BulkPageRecords = 1000, leads: 3000);

        var (exit, text) = await RunAsync("node", Path.GetDirectoryName(script)!, script, org.Simulator.Address.ToString().TrimEnd('/'));

        TestContext.Current.TestOutputHelper?.WriteLine(text);
        var summary = Summary().Match(text);
        Assert.True(exit == 0 && summary.Success, text);
        Assert.Equal("0", summary.Groups[2].Value);
        Assert.True(int.Parse(summary.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) >= LeastChecks, text);
    }

    [Fact]
    public async Task Script_fails_when_the_server_is_wrong()
    {
        var script = await InstallAsync();
        await using var org = await SimulatorFixture.StartAsync(leads: 3000);
        org.Simulator.AddFault(new IntegrationAgent.Drivers.Salesforce.Simulator.SimulatorFault
        {
            Kind = IntegrationAgent.Drivers.Salesforce.Simulator.FaultKind.QueryTimeout, PathContains = "/query", Method = "GET", Times = -1,
        });

        var (exit, text) = await RunAsync("node", Path.GetDirectoryName(script)!, script, org.Simulator.Address.ToString().TrimEnd('/'));

        Assert.Equal(1, exit);
        Assert.Contains("FAIL", text);
    }

    /// <summary>Installs jsforce below the artifacts folder, once for each content of package.json.</summary>
    private static async Task<string> InstallAsync()
    {
        Requires.Program("node", "node");
        Requires.Program("npm", "npm");
        var source = Path.Combine(RepositoryRoot.Path, "tests", "peers");
        var folder = Path.Combine(RepositoryRoot.Path, "artifacts", "peers");
        Directory.CreateDirectory(folder);
        foreach (var file in new[] { "package.json", "jsforce.mjs" }) File.Copy(Path.Combine(source, file), Path.Combine(folder, file), overwrite: true);
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "jsforce")))
        {
            var (exit, text) = await RunAsync("npm", folder, "install", "--no-audit", "--no-fund", "--silent");
            TestContext.Current.TestOutputHelper?.WriteLine(text);
            Requires.Need("npm", exit == 0); // without its registry npm is as good as missing
        }

        return Path.Combine(folder, "jsforce.mjs");
    }

    private static async Task<(int Exit, string Text)> RunAsync(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var error = process.StandardError.ReadToEndAsync(Token);
        try
        {
            await process.WaitForExitAsync(Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await error);
    }

    [GeneratedRegex(@"(\d+) passed, (\d+) failed")]
    private static partial Regex Summary();
}
