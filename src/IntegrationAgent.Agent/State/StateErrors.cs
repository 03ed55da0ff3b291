namespace IntegrationAgent.Agent.State;

/// <summary>The errors of the store, one place for code, cause and next action.</summary>
internal static class StateErrors
{
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

    public static AgentException Intent(EffectKey key) => new(
        StateErrorCodes.Intent,
        $"Batch {key.BatchNumber} of step {key.Step} was sent with another payload and its outcome is not known.",
        "Resolve the batch in doubt first: repeat it with its own payload, or probe it.",
        ExitCode.Incomplete);

    public static AgentException EffectUnknown(EffectKey key) => new(
        StateErrorCodes.EffectUnknown,
        $"Batch {key.BatchNumber} of step {key.Step} is not under way in this run.",
        "This is a fault of the program: report it with the run's id.",
        ExitCode.Fault);
}
