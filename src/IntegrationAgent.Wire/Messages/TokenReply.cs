namespace IntegrationAgent.Wire.Messages;

/// <summary>A stored token.</summary>
public sealed class TokenReply
{
    /// <summary>The token; null where there is none.</summary>
    public string? Value { get; init; }

    /// <summary>Its version.</summary>
    public long Version { get; init; }
}
