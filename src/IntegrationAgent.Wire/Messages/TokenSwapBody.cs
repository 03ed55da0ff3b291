namespace IntegrationAgent.Wire.Messages;

/// <summary>Writes a token if no one else has since.</summary>
public sealed class TokenSwapBody
{
    /// <summary>The token's name.</summary>
    public required string Name { get; init; }

    /// <summary>The version that must still be there; 0 for none.</summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>The new token.</summary>
    public required string Value { get; init; }
}
