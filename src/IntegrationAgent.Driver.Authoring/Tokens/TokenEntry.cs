using System.Text.Json.Serialization;

namespace IntegrationAgent.Driver.Authoring;

/// <summary>What is kept in the token store. <see cref="ClaimedUntil"/> marks that a process is spending the refresh token.</summary>
internal sealed class TokenEntry
{
    public string? Access { get; init; }

    public string? Refresh { get; init; }

    public string Seed { get; init; } = "";

    public DateTimeOffset? ClaimedUntil { get; init; }

    public Dictionary<string, string> Properties { get; init; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenEntry))]
internal sealed partial class TokenJson : JsonSerializerContext;
