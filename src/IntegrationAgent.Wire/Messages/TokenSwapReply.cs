namespace IntegrationAgent.Wire.Messages;

/// <summary>Whether a token was written.</summary>
public sealed class TokenSwapReply
{
    /// <summary>False when another writer was first.</summary>
    public required bool Swapped { get; init; }
}
