using System.Text.Json.Serialization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Discovery;

/// <summary>The JSON of discovery.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DiscoveryEnvelope))]
[JsonSerializable(typeof(ObjectProfile))]
[JsonSerializable(typeof(SystemCounts))]
[JsonSerializable(typeof(SystemCounts.Question))]
[JsonSerializable(typeof(List<Dictionary<string, string?>>))]
[JsonSerializable(typeof(ObjectSchema))]
[JsonSerializable(typeof(IReadOnlyList<ObjectSummary>))]
[JsonSerializable(typeof(IReadOnlyList<Relationship>))]
internal sealed partial class DiscoveryJson : JsonSerializerContext;
