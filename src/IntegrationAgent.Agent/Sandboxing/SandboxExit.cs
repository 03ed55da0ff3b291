using System.Globalization;

namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>How a sandboxed process ended, and what it had used.</summary>
public sealed class SandboxExit
{
    private const int LongestRefusal = 400;

    /// <summary>Why.</summary>
    public required SandboxEnd End { get; init; }

    /// <summary>The status; 128 plus the signal when a signal ended it.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The most resident memory that was seen, in bytes.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>The processor time that was last seen.</summary>
    public required TimeSpan CpuTime { get; init; }

    /// <summary>The most threads that were seen.</summary>
    public required int PeakThreads { get; init; }

    /// <summary>What the process wrote to standard error, up to its limit. Untrusted; scrub it before it is shown.</summary>
    public required string ErrorText { get; init; }

    /// <summary>Null for an ordinary end with status 0, or one that the agent asked for; otherwise the error of a run that ended so.</summary>
    public AgentException? ToException(SandboxLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return End switch
        {
            SandboxEnd.Exited when ExitCode == 0 => null,
            SandboxEnd.Killed => null,
            SandboxEnd.Unavailable => Refusal(),
            SandboxEnd.WallTime => Limit("E-SBX-TIME", string.Create(CultureInfo.InvariantCulture, $"The process ran longer than {limits.WallTime.TotalSeconds:0.#} s.")),
            SandboxEnd.CpuTime => Limit("E-SBX-CPU", string.Create(CultureInfo.InvariantCulture, $"The process used more than {limits.CpuTime.TotalSeconds:0.#} s of processor time.")),
            SandboxEnd.Memory => Limit("E-SBX-MEMORY", string.Create(CultureInfo.InvariantCulture, $"The process used more than {limits.MemoryBytes >> 20} MiB of memory.")),
            SandboxEnd.Threads => Limit("E-SBX-THREADS", string.Create(CultureInfo.InvariantCulture, $"The process had more than {limits.MaxProcesses} threads.")),
            SandboxEnd.Output => Limit("E-SBX-OUTPUT", string.Create(CultureInfo.InvariantCulture, $"The process wrote more than {limits.MaxOutputBytes >> 10} KiB of console output.")),
            SandboxEnd.Files => Limit("E-SBX-FILES", string.Create(CultureInfo.InvariantCulture, $"The process kept more than {limits.MaxPrivateFiles} files or {limits.MaxPrivateBytes >> 20} MiB in its private folder.")),
            _ => new AgentException("E-SBX-CRASH", string.Create(CultureInfo.InvariantCulture, $"The process ended with status {ExitCode}."), "Read its console output in the run's record, then correct the script or the driver.", Agent.ExitCode.Incomplete),
        };
    }

    private static AgentException Limit(string code, string message) =>
        new(code, message, "Correct the script, or raise the limit in intagent.json and have it approved again.", Agent.ExitCode.Incomplete);

    /// <summary>The host's own words, as one short line: by then it may have been the script that wrote them.</summary>
    private AgentException Refusal()
    {
        const string Begin = Jail.SelfJail.ErrorCode + " ";
        var line = new string([.. ErrorText.Split('\n')[0].Where(character => !char.IsControl(character)).Take(LongestRefusal)]);
        var parts = (line.StartsWith(Begin, StringComparison.Ordinal) ? line[Begin.Length..] : "The host refused to run without its jail.").Split(Jail.SelfJail.NextMark, 2);
        return new AgentException(SandboxErrors.Unavailable, parts[0], parts.Length > 1 ? parts[1] : "Configure another sandbox.", Agent.ExitCode.SandboxUnavailable);
    }
}
