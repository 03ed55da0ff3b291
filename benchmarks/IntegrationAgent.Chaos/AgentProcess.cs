using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace IntegrationAgent.Chaos;

/// <summary>What a process runs, as its command line says.</summary>
internal enum Actor
{
    Agent,
    ScriptHost,
    SourceHost,
    TargetHost,
}

/// <summary>The command line as a process of its own, with the processes that it starts.</summary>
internal sealed partial class AgentProcess : IDisposable
{
    public static readonly string Assembly = FindAssembly();

    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    private AgentProcess(Process process)
    {
        this.process = process;
        process.StandardInput.Close();
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    // The copy that was compiled ahead of time, where the build could make one.
    private static string FindAssembly()
    {
        var compiled = Path.Combine(IntegrationAgent.Testing.RepositoryRoot.Path, "benchmarks", "IntegrationAgent.Chaos", "bin", Configuration, "net10.0", "intagent", "intagent.dll");
        return File.Exists(compiled) ? compiled : Path.Combine(IntegrationAgent.Testing.RepositoryRoot.Path, "src", "IntegrationAgent.Cli", "bin", Configuration, "net10.0", "intagent.dll");
    }

    private static string Configuration => AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>How a command of the product is started.</summary>
    public static ProcessStartInfo Command(string folder, IEnumerable<string> arguments, string? fault = null, int? mostKilobytesOfFile = null)
    {
        var start = mostKilobytesOfFile is { } most
            // The signal is ignored, so that the process sees what a full disk answers: a write that fails. The limit would also count for the
            // memory file in which the runtime double-maps its code.
            ? new ProcessStartInfo("/bin/bash", ["-c", $"export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f {most.ToString(CultureInfo.InvariantCulture)}; exec \"$@\"", "bash", "dotnet", "exec", Assembly])
            : new ProcessStartInfo("dotnet", ["exec", Assembly]);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.WorkingDirectory = folder;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["NO_COLOR"] = "1";
        start.Environment["INTAGENT_FAULTS"] = fault is null ? "" : "enabled";
        start.Environment["INTAGENT_FAULT"] = fault ?? "";
        // Short processes: what is compiled once more costs more than it saves.
        start.Environment["DOTNET_TieredPGO"] = "0";
        return start;
    }

    public static AgentProcess Start(string workspace, string? fault, int? mostKilobytesOfFile, params string[] arguments) =>
        new(Process.Start(Command(workspace, [.. arguments, "--workspace", workspace, "--json", "--verbose"], fault, mostKilobytesOfFile))!);

    public async Task<AgentEnd> EndAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return new AgentEnd(process.ExitCode, await output, await error);
    }

    /// <summary>The process of an actor; null while there is none. Driver hosts are told apart by the system that they talk to.</summary>
    public int? Find(Actor actor, World world)
    {
        if (actor == Actor.Agent)
            return process.HasExited ? null : process.Id;
        var name = actor == Actor.ScriptHost ? "IntegrationAgent.ScriptHost.dll" : "IntegrationAgent.DriverHost.dll";
        foreach (var child in Signals.Below(process.Id))
        {
            var command = Signals.CommandLine(child);
            if (!command.Contains(name, StringComparison.Ordinal) || command.StartsWith("bwrap", StringComparison.Ordinal) || command.Contains("/bwrap\0", StringComparison.Ordinal))
                continue;
            if (actor == Actor.ScriptHost)
                return child;
            var source = Signals.TalksTo(child, world.Source.Port);
            var target = world.Target is { } proxy ? Signals.TalksTo(child, proxy.Port) : !source;
            if (actor == Actor.SourceHost ? source : target && !source)
                return child;
        }

        return null;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            foreach (var child in Signals.Below(process.Id))
                Signals.Kill(child);
            process.Kill();
        }

        process.Dispose();
    }
}

/// <summary>How a command ended.</summary>
internal sealed partial record AgentEnd(int ExitCode, string Output, string Error)
{
    /// <summary>The code that it ended with; null for none.</summary>
    public string? Code => ErrorLine().Match(Error) is { Success: true } found ? found.Groups[1].Value
        : CodeMember().Match(Output) is { Success: true } member ? member.Groups[1].Value : null;

    public bool WasKilled => ExitCode == 137;

    public override string ToString() => $"exit {ExitCode}{(Code is null ? "" : " " + Code)}: {Error.Trim().ReplaceLineEndings(" ")}{(Error.Length == 0 ? Output.Trim().ReplaceLineEndings(" ")[..Math.Min(300, Output.Trim().Length)] : "")}";

    [GeneratedRegex(@"error (E-[A-Z0-9-]+)")]
    private static partial Regex ErrorLine();

    [GeneratedRegex("\"code\": ?\"(E-[A-Z0-9-]+)\"")]
    private static partial Regex CodeMember();
}
