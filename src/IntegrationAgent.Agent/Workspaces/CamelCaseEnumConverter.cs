using System.Text.Json;
using System.Text.Json.Serialization;

namespace IntegrationAgent.Agent.Workspaces;

/// <summary>Writes the members of an enum as camelCase words and reads nothing else.</summary>
internal sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
