using System.Text.Json;

namespace IntegrationAgent.Agent.Discovery;

/// <summary>The one shape of every answer of discovery.</summary>
public sealed class DiscoveryEnvelope
{
    /// <summary>True when <see cref="Value"/> is the answer, false when <see cref="Error"/> says why there is none.</summary>
    public required bool Ok { get; init; }

    /// <summary>The answer; null on an error.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>Why there is no answer; null otherwise.</summary>
    public DiscoveryError? Error { get; init; }

    /// <summary>What the answer cost.</summary>
    public required DiscoveryStats Stats { get; init; }

    /// <summary>What was left out and how to ask for it; null when the answer is whole.</summary>
    public DiscoveryTruncation? Truncated { get; init; }
}
