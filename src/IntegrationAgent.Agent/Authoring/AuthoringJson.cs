using System.Text.Json.Serialization;

namespace IntegrationAgent.Agent.Authoring;

/// <summary>The JSON of authoring.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Discovery.DiscoveryEnvelope))]
[JsonSerializable(typeof(Requirements.RequirementsSheet))]
internal sealed partial class AuthoringJson : JsonSerializerContext;
