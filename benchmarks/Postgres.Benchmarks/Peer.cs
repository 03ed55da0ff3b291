using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Benchmarks.Postgres;

/// <summary>jsforce and pg from npm, unmodified, in a script as their users write it.</summary>
internal static class Peer
{
    /// <summary>Installs them at the first use and returns the path of the script.</summary>
    public static string Install()
    {
        var folder = Path.Combine(RepositoryRoot.Path, "artifacts", "benchmarks", "jsforce-pg");
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "peer")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "pg")))
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--no-audit", "--no-fund", "--silent"]) { WorkingDirectory = folder }) ?? throw new InvalidOperationException("npm did not start.");
            npm.WaitForExit();
            if (npm.ExitCode != 0)
                throw new InvalidOperationException("npm could not install jsforce and pg. The benchmark needs Node.js 20 or newer, npm, and its registry.");
        }

        return Path.Combine(folder, "jsforce-pg.mjs");
    }

    /// <summary>Runs the script, from the start of its process to its end.</summary>
    public static async Task<(TimeSpan Elapsed, TimeSpan Cpu)> RunAsync(string script, OrgProcess org, PostgresServer server)
    {
        var start = new ProcessStartInfo("node", [script, org.Address.ToString(), PostgresServer.Host, server.Port.ToString(CultureInfo.InvariantCulture), PostgresServer.User, "target"])
        {
            RedirectStandardOutput = true,
            Environment = { ["SF_ACCESS_TOKEN"] = org.Token, ["PGPASSWORD"] = server.Password },
        };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        var line = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var elapsed = clock.Elapsed;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The script ended with {process.ExitCode}.");
        using var document = JsonDocument.Parse(line);
        return (elapsed, TimeSpan.FromSeconds(document.RootElement.GetProperty("cpuSeconds").GetDouble()));
    }
}
