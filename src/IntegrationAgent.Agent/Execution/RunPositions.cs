using System.Globalization;
using System.Text.Json;

namespace IntegrationAgent.Agent.Execution;

/// <summary>Reads positions as the store keeps them, by the number of the query.</summary>
internal static class RunPositions
{
    public static Dictionary<int, StepPosition> Of(IEnumerable<KeyValuePair<string, string>> texts)
    {
        var positions = new Dictionary<int, StepPosition>();
        foreach (var (step, json) in texts)
        {
            if (!step.StartsWith('q') || !int.TryParse(step.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                continue;
            try
            {
                positions[number] = JsonSerializer.Deserialize(json, ExecutionJson.Default.StepPosition) ?? throw new JsonException();
            }
            catch (JsonException exception)
            {
                throw new AgentException("E-RUN-CHECKPOINT", $"The checkpoint of step {step} cannot be understood.", "Cancel the run and begin a new one; keyed writes are not repeated.", ExitCode.Incomplete, exception);
            }
        }

        return positions;
    }
}
