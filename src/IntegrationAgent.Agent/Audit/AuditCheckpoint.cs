using System.Text;
using System.Text.Json.Serialization;

namespace IntegrationAgent.Agent.Audit;

/// <summary>A signed statement of how long the chain was and what it held. One line of the checkpoint file.</summary>
internal sealed record AuditCheckpoint
{
    /// <summary>Version of this form.</summary>
    public int V { get; init; } = 1;

    /// <summary>The store's id.</summary>
    public required string Store { get; init; }

    /// <summary>How many events.</summary>
    public required long Size { get; init; }

    /// <summary>The last event's hash.</summary>
    public required string Head { get; init; }

    /// <summary>The root of the RFC 6962 tree over the event hashes.</summary>
    public required string Root { get; init; }

    /// <summary>When it was signed.</summary>
    public required string Time { get; init; }

    /// <summary>The signing key's id.</summary>
    public required string Key { get; init; }

    /// <summary>ECDSA P-256 over <see cref="SignedBytes"/>, base64.</summary>
    public string? Signature { get; init; }

    /// <summary>What is signed: a line that names the purpose, then the canonical JSON without the signature.</summary>
    public byte[] SignedBytes() =>
        [.. Encoding.UTF8.GetBytes("intagent-audit-checkpoint\n"), .. CanonicalJson.Serialize(this with { Signature = null }, AuditJson.Default.AuditCheckpoint)];

    /// <summary>The line of the file, without its end.</summary>
    public byte[] Line() => CanonicalJson.Serialize(this, AuditJson.Default.AuditCheckpoint);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditCheckpoint))]
internal sealed partial class AuditJson : JsonSerializerContext;
