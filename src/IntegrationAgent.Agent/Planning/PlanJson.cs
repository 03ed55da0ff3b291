using System.Text.Json.Serialization;

namespace IntegrationAgent.Agent.Planning;

/// <summary>The JSON of plans.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Plan))]
[JsonSerializable(typeof(PlannedRecord))]
internal sealed partial class PlanJson : JsonSerializerContext;
