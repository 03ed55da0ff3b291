namespace IntegrationAgent.Agent.State;

/// <summary>A batch of writes before it is sent.</summary>
public sealed class EffectIntent
{
    /// <summary>Its place in the run.</summary>
    public required EffectKey Key { get; init; }

    /// <summary>The connection it goes to.</summary>
    public required string Connection { get; init; }

    /// <summary>The object it goes to.</summary>
    public required string Object { get; init; }

    /// <summary>The verb, for example <c>upsert</c>.</summary>
    public required string Verb { get; init; }

    /// <summary>How many records.</summary>
    public required int Records { get; init; }

    /// <summary>SHA-256 over the canonical payload, in hexadecimal.</summary>
    public required string IntentDigest { get; init; }

    /// <summary>The records' keys as the executor encodes them. The store keeps them encrypted under the run's key.</summary>
    public ReadOnlyMemory<byte> Keys { get; init; }

    /// <summary>The id that we chose and that the target will know this batch by; empty when it has none.</summary>
    public string Correlation { get; init; } = "";
}
