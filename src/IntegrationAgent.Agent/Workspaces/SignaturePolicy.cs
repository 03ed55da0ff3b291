using System.Text.Json.Serialization;

namespace IntegrationAgent.Agent.Workspaces;

/// <summary>What happens with driver packages that are not signed as they should be.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SignaturePolicy>))]
public enum SignaturePolicy
{
    /// <summary>They are shown.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn = 0,

    /// <summary>They are refused.</summary>
    [JsonStringEnumMemberName("require")]
    Require = 1,

    /// <summary>Nothing.</summary>
    [JsonStringEnumMemberName("off")]
    Off = 2,
}
