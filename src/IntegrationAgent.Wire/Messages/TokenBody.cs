namespace IntegrationAgent.Wire.Messages;

/// <summary>Asks for a stored token of the host's own connection.</summary>
public sealed class TokenBody
{
    /// <summary>The token's name.</summary>
    public required string Name { get; init; }
}
