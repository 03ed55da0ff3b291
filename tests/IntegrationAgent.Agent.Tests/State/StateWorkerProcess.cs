using System.Diagnostics;
using System.Runtime.InteropServices;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Agent.Tests.State;

/// <summary>One process of the state worker.</summary>
internal sealed class StateWorkerProcess : IDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> errors;

    private StateWorkerProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public int Id => process.Id;

    public static StateWorkerProcess Start(TemporaryWorkspace workspace, string? fault, params string[] arguments) =>
        Start([Dotnet, "exec", Worker, workspace.Root, .. arguments], fault);

    public static StateWorkerProcess StartInShell(TemporaryWorkspace workspace, string before, params string[] arguments) =>
        Start(["/bin/bash", "-c", before + "; exec \"$@\"", "bash", Dotnet, "exec", Worker, workspace.Root, .. arguments], null);

    public async Task<(int ExitCode, string Output)> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var text = await output;
        TestContext.Current.TestOutputHelper?.WriteLine($"{process.ExitCode}: {text[Math.Max(0, text.Length - 100)..].ReplaceLineEndings(" ")} {await errors}");
        return (process.ExitCode, text.Trim());
    }

    public void Kill() => process.Kill();

    public void Continue()
    {
        using var kill = Process.Start("/bin/kill", ["-CONT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async Task UntilStoppedAsync()
    {
        while (true)
        {
            var stat = await File.ReadAllTextAsync($"/proc/{process.Id}/stat", TestContext.Current.CancellationToken);
            if (stat[stat.LastIndexOf(')') + 2] == 'T')
                return;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    private static string Dotnet => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    private static string Worker => AppContext.BaseDirectory.Replace("IntegrationAgent.Agent.Tests", "IntegrationAgent.Agent.StateWorker", StringComparison.Ordinal)
        is var folder ? Path.Combine(RepositoryRoot.Path, folder, "IntegrationAgent.Agent.StateWorker.dll") : "";

    private static StateWorkerProcess Start(string[] command, string? fault)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["INTAGENT_FAULTS"] = fault is null ? "" : "enabled";
        start.Environment["INTAGENT_FAULT"] = fault ?? "";
        start.Environment["DOTNET_TieredPGO"] = "0";
        return new StateWorkerProcess(Process.Start(start)!);
    }
}
