namespace IntegrationAgent.Scripting.Flows;

/// <summary>One pass through a flow.</summary>
internal sealed class FlowRun
{
    /// <summary>True when the elements are kept after their page: pages then stay with the garbage collector.</summary>
    public required bool KeepsItems { get; init; }

    /// <summary>True when something is remembered from one page to the next, so that the pass can only begin at its start.</summary>
    public required bool LeftFlow { get; init; }

    /// <summary>The step of the query that the elements come from.</summary>
    public int Step { get; set; } = -1;

    /// <summary>Called when the step is known and before the first element.</summary>
    public Func<CancellationToken, ValueTask>? Started { get; init; }
}
