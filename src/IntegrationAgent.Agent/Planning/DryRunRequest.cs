using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Effects;

namespace IntegrationAgent.Agent.Planning;

/// <summary>What a dry run works with.</summary>
internal sealed class DryRunRequest
{
    public required string Integration { get; init; }

    public required string ScriptSha256 { get; init; }

    public required byte[] Assembly { get; init; }

    public required IReadOnlyList<Effect> Effects { get; init; }

    public required IReadOnlyDictionary<string, IDriverConnection> Connections { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required long Seed { get; init; }

    /// <summary>The folder for the plan's segments; emptied first.</summary>
    public required string SpillFolder { get; init; }

    /// <summary>What the last good run left, by step, so that the plan is what the next run will do.</summary>
    public IReadOnlyDictionary<int, Execution.StepPosition> Cursors { get; init; } = new Dictionary<int, Execution.StepPosition>();

    public IReadOnlyList<PlannedLiteral> Literals { get; init; } = [];

    public long MaxRows { get; init; } = long.MaxValue;

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
}
