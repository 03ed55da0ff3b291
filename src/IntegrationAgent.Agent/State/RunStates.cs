namespace IntegrationAgent.Agent.State;

/// <summary>What follows from a run's state.</summary>
public static class RunStates
{
    /// <summary>Whether a process may claim a run in this state. A running one only after its lease has passed.</summary>
    public static bool IsClaimable(this RunState state) =>
        state is RunState.Created or RunState.Running or RunState.Incomplete or RunState.NeedsHuman;

    /// <summary>Whether nothing follows any more.</summary>
    public static bool IsFinal(this RunState state) =>
        state is RunState.Succeeded or RunState.CompletedWithErrors or RunState.Anomaly or RunState.Failed or RunState.Cancelled;

    /// <summary>Whether a run that ends so hands its cursors to the next one.</summary>
    public static bool KeepsCursors(this RunState state) => state is RunState.Succeeded or RunState.CompletedWithErrors;

    /// <summary>The name that people and machines read, for example <c>completed_with_errors</c>.</summary>
    public static string Name(this RunState state) => state switch
    {
        RunState.Created => "created",
        RunState.Running => "running",
        RunState.Succeeded => "succeeded",
        RunState.CompletedWithErrors => "completed_with_errors",
        RunState.Incomplete => "incomplete",
        RunState.Anomaly => "anomaly",
        RunState.NeedsHuman => "needs_human",
        RunState.Failed => "failed",
        RunState.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    /// <summary>The state of a name that <see cref="Name"/> gave.</summary>
    public static RunState Parse(string name) =>
        Enum.GetValues<RunState>().FirstOrDefault(state => state.Name() == name, (RunState)(-1)) is var found && (int)found >= 0
            ? found
            : throw new FormatException($"'{name}' is no run state.");
}
