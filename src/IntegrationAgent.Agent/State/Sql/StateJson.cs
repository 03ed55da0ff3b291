using System.Text.Json;
using System.Text.Json.Serialization;

namespace IntegrationAgent.Agent.State.Sql;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunCounts))]
internal sealed partial class StateJson : JsonSerializerContext
{
    public static string Write(RunCounts counts) => JsonSerializer.Serialize(counts, Default.RunCounts);

    public static RunCounts ReadCounts(string json) => JsonSerializer.Deserialize(json, Default.RunCounts) ?? new RunCounts();
}
