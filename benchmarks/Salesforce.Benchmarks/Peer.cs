using System.Diagnostics;

namespace IntegrationAgent.Benchmarks.Salesforce;

/// <summary>jsforce from npm, unmodified, in a folder of its own.</summary>
internal static class Peer
{
    /// <summary>Installs it at the first use and returns the path of its script.</summary>
    /// <exception cref="InvalidOperationException">Node.js or npm is missing, or the registry cannot be reached.</exception>
    public static string Install()
    {
        var folder = Path.Combine(ArtifactsFolder(), "jsforce");
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "peer"))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "jsforce")))
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--no-audit", "--no-fund", "--silent"]) { WorkingDirectory = folder })
                ?? throw new InvalidOperationException("npm did not start.");
            npm.WaitForExit();
            if (npm.ExitCode != 0) throw new InvalidOperationException("npm could not install jsforce. The benchmark needs Node.js 20 or newer, npm, and its registry.");
        }

        return Path.Combine(folder, "jsforce-client.mjs");
    }

    private static string ArtifactsFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "IntegrationAgent.sln"))) folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? Path.GetTempPath(), "artifacts", "benchmarks");
    }
}
