using System.Text.Json;
using System.Text.Json.Serialization;

namespace IntegrationAgent.Agent.Authoring.Model;

[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
internal sealed partial class ModelJson : JsonSerializerContext;
