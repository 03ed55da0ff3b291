using System.Text.Json.Serialization;

namespace IntegrationAgent.Agent.Requirements;

/// <summary>The JSON of requirements sheets.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RequirementsSheet))]
internal sealed partial class RequirementsJson : JsonSerializerContext;
