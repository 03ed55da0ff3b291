using System.Text.Json;
using IntegrationAgent.Agent.State;

namespace IntegrationAgent.Agent.Execution;

/// <summary>How much of what was approved a run has used, over its attempts: kept with its checkpoints.</summary>
internal sealed class EnvelopeUse
{
    /// <summary>The step that it is kept under; no query of a script has this name.</summary>
    public const string Step = "envelope";

    /// <summary>What the run had done when its present approval was given.</summary>
    public RunCounts Base { get; init; } = new();

    /// <summary>Calls to each connection under the present approval.</summary>
    public IReadOnlyDictionary<string, long> Calls { get; init; } = new Dictionary<string, long>();

    /// <summary>What the checkpoints say; nothing used where they say nothing.</summary>
    public static EnvelopeUse Of(IEnumerable<RunCheckpoint> checkpoints)
    {
        var kept = checkpoints.FirstOrDefault(checkpoint => checkpoint.Step == Step);
        try
        {
            return kept is null ? new EnvelopeUse() : JsonSerializer.Deserialize(kept.Position, ExecutionJson.Default.EnvelopeUse) ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            throw new AgentException("E-RUN-CHECKPOINT", "What the run has used of its approval cannot be understood.", "Cancel the run and begin a new one; keyed writes are not repeated.", ExitCode.Incomplete, exception);
        }
    }

    /// <summary>The form in which it is kept.</summary>
    public RunCheckpoint ToCheckpoint() => new() { Step = Step, Position = JsonSerializer.Serialize(this, ExecutionJson.Default.EnvelopeUse) };
}
