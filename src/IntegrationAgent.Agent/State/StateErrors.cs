using Microsoft.Data.Sqlite;

namespace IntegrationAgent.Agent.State;

/// <summary>The errors of the store, one place for code, cause and next action.</summary>
internal static class StateErrors
{
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteCorrupt = 11;
    private const int SqliteProtocol = 15;
    private const int SqliteNotADatabase = 26;

    public static AgentException LeaseLost(string runId) => new(
        StateErrorCodes.LeaseLost,
        $"The run {runId} was taken over by another process, or ended.",
        "Nothing of this batch was kept. Look at: intagent runs",
        ExitCode.Incomplete);

    public static AgentException Busy(string series, string runId, string? owner) => new(
        StateErrorCodes.Busy,
        $"The run {runId} of '{series}' is held by {owner ?? "another process"}.",
        "Wait for it to end; when its process is dead its lease passes within a minute.",
        ExitCode.Incomplete);

    public static AgentException RunUnknown(string runId) => new(
        StateErrorCodes.RunUnknown, $"There is no run {runId}.", "List them with: intagent runs", ExitCode.Usage);

    public static AgentException RunEnded(string runId, RunState state) => new(
        StateErrorCodes.RunEnded,
        $"The run {runId} has ended ({state.Name()}); it cannot be resumed.",
        "Start a new one with: intagent run <integration>",
        ExitCode.Refused);

    public static AgentException RunFormat(string runId) => new(
        StateErrorCodes.RunFormat,
        $"The run {runId} was written by a newer version of this program.",
        "Resume it with that version.",
        ExitCode.Refused);

    public static AgentException Slot(string series, string slot) => new(
        StateErrorCodes.Slot, $"'{series}' has its run for the slot {slot}.", "Nothing is to be done: one run per slot.", ExitCode.Ok);

    public static AgentException Unresolved(string runId, long batches) => new(
        StateErrorCodes.Unresolved,
        $"The run {runId} cannot end well: the outcome of {batches} batches is not known.",
        "Resume it, so that they are probed or repeated: intagent run <integration> --resume",
        ExitCode.Incomplete);

    public static AgentException EffectUnknown(EffectKey key) => new(
        StateErrorCodes.EffectUnknown,
        $"Batch {key.BatchNumber} of step {key.Step} is not under way in this run.",
        "This is a fault of the program: report it with the run's id.",
        ExitCode.Fault);

    public static AgentException Approval(string code, string message, string nextAction) => new(code, message, nextAction, ExitCode.Refused);

    public static AgentException AuditWrite(Exception inner) => new(
        StateErrorCodes.AuditWrite,
        "The audit could not be written, so nothing was done.",
        "See that .intagent is writable and its disk has space, then repeat the command.",
        ExitCode.Incomplete,
        inner);

    public static AgentException AuditBehind(string what) => new(
        StateErrorCodes.AuditBehind,
        $"The audit is behind its own checkpoints: {what}.",
        "An old copy of .intagent/state.db was put back, or it was changed. Run: intagent audit verify. Restore the newest copy before anything runs.",
        ExitCode.Refused);

    public static AgentException NetworkFileSystem(string path, string fileSystem) => new(
        StateErrorCodes.NetworkFileSystem,
        $"{path} lies on a network file system ({fileSystem}), where locks do not hold.",
        "Move the workspace to a local disk, or use a PostgreSQL store.",
        ExitCode.Refused);

    public static AgentException Version(string path, long version) => new(
        StateErrorCodes.Version,
        $"{path} was written by a newer version of this program (form {version}).",
        "Update this program.",
        ExitCode.Refused);

    public static AgentException From(SqliteException exception, string path) => exception.SqliteErrorCode switch
    {
        SqliteBusy or SqliteLocked or SqliteProtocol => new AgentException(
            StateErrorCodes.Locked,
            $"Other processes kept {path} for longer than we wait.",
            "Repeat the command; if it stays so, look for a process that hangs.",
            ExitCode.Incomplete,
            exception),
        SqliteCorrupt or SqliteNotADatabase => new AgentException(
            StateErrorCodes.Unavailable,
            $"{path} is damaged.",
            "Restore it from the newest backup; the audit's checkpoints say whether anything is missing: intagent audit verify",
            ExitCode.Incomplete,
            exception),
        _ => new AgentException(
            StateErrorCodes.Unavailable,
            $"{path} could not be read or written (SQLite {exception.SqliteErrorCode}).",
            "See that .intagent is writable and its disk has space, then repeat the command.",
            ExitCode.Incomplete,
            exception),
    };
}
