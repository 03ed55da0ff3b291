using System.Text.Json.Serialization;

namespace IntegrationAgent.Driver.Authoring;

/// <summary>What is kept in the token store. <see cref="ClaimedUntil"/> marks that a process is spending the refresh token.</summary>
internal sealed class TokenEntry
{
    public string? Access { get; set; }

    public string? Refresh { get; set; }

    public string Seed { get; set; } = "";

    public DateTimeOffset? ClaimedUntil { get; set; }

    public Dictionary<string, string> Properties { get; set; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenEntry))]
internal sealed partial class TokenJson : JsonSerializerContext;
