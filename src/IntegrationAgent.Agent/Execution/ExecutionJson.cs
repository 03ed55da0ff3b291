using System.Text.Json.Serialization;

namespace IntegrationAgent.Agent.Execution;

/// <summary>The JSON of positions and reports.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StepPosition))]
[JsonSerializable(typeof(EnvelopeUse))]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(QuarantinePayload))]
[JsonSerializable(typeof(IReadOnlyList<long>), TypeInfoPropertyName = "Numbers")]
internal sealed partial class ExecutionJson : JsonSerializerContext;
