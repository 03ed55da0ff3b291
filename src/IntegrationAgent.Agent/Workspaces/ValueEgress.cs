using System.Text.Json.Serialization;

namespace IntegrationAgent.Agent.Workspaces;

/// <summary>What a model may see of values.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ValueEgress>))]
public enum ValueEgress
{
    /// <summary>Schema, counts and pattern masks; free text becomes a handle.</summary>
    [JsonStringEnumMemberName("masked")]
    Masked = 0,

    /// <summary>Schema only.</summary>
    [JsonStringEnumMemberName("schemaOnly")]
    SchemaOnly = 1,

    /// <summary>Values too. Each time it is recorded.</summary>
    [JsonStringEnumMemberName("shown")]
    Shown = 2,
}
