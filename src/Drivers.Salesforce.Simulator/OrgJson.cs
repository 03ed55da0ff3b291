using System.Text.Json;
using System.Text.Json.Serialization;

namespace IntegrationAgent.Drivers.Salesforce.Simulator;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(OrgDefinition))]
internal sealed partial class OrgJson : JsonSerializerContext;
