using System.Text.Json.Serialization;

namespace IntegrationAgent.Agent.Hosting;

/// <summary>The JSON of private files.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class HostingJson : JsonSerializerContext;
