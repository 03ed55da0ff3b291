using System.Text.Json;
using System.Text.Json.Serialization;
using IntegrationAgent.Agent.Connections;

namespace IntegrationAgent.Agent.Workspaces;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    WriteIndented = true)]
[JsonSerializable(typeof(WorkspaceConfiguration))]
[JsonSerializable(typeof(WorkspacePolicy))]
[JsonSerializable(typeof(ConnectionsFile))]
internal sealed partial class WorkspaceJson : JsonSerializerContext;
