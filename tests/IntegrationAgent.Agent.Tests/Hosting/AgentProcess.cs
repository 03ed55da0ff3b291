using System.Diagnostics;
using System.Globalization;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>The command line as a process of its own, so that it, and the processes that it starts, can be killed.</summary>
internal sealed class AgentProcess : IDisposable
{
    private static readonly string Assembly = Path.Combine(
        IntegrationAgent.Testing.RepositoryRoot.Path, "src", "IntegrationAgent.Cli", "bin", Configuration, "net10.0", "intagent.dll");

    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private AgentProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static string Configuration => AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug";

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public static AgentProcess Start(string workspace, string? fault, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Assembly);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add("--workspace");
        start.ArgumentList.Add(workspace);
        start.ArgumentList.Add("--json");
        if (fault is not null)
        {
            start.Environment["INTAGENT_FAULTS"] = "enabled";
            start.Environment["INTAGENT_FAULT"] = fault;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new AgentProcess(process);
    }

    public async Task<(int ExitCode, string Output, string Error)> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>What <see cref="AddMemory"/> tells apart.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["intagent.dll", "IntegrationAgent.DriverHost.dll", "IntegrationAgent.ScriptHost.dll"];

    /// <summary>The most memory (PSS where it may be read, else RSS) of each kind of process so far, in bytes.</summary>
    public void AddMemory(Dictionary<string, long> peaks)
    {
        foreach (var id in Below(process.Id).Append(process.Id))
        {
            var command = CommandLine(id);
            if (command.Contains("bwrap", StringComparison.Ordinal) || Kinds.FirstOrDefault(kind => command.Contains(kind, StringComparison.Ordinal)) is not { } found)
                continue;
            peaks[found] = Math.Max(peaks.GetValueOrDefault(found), Memory(id));
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    /// <summary>The deepest first: what runs inside a wrapper goes before the wrapper.</summary>
    private static List<int> Below(int parent)
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && ParentOf(id) is { } above)
                parents[id] = above;
        }

        var found = new List<int>();
        foreach (var id in parents.Keys)
        {
            for (var above = id; parents.TryGetValue(above, out var next); above = next)
            {
                if (next != parent)
                    continue;
                found.Add(id);
                break;
            }
        }

        found.Sort((left, right) => right.CompareTo(left));
        return found;
    }

    private static int? ParentOf(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long Memory(int id)
    {
        var (file, name) = CanRead($"/proc/{id}/smaps_rollup") ? ($"/proc/{id}/smaps_rollup", "Pss:") : ($"/proc/{id}/status", "VmRSS:");
        try
        {
            var line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) << 10;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static bool CanRead(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
