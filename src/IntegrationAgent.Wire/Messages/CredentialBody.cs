namespace IntegrationAgent.Wire.Messages;

/// <summary>Asks for a credential of the host's own connection.</summary>
public sealed class CredentialBody
{
    /// <summary>The declared name.</summary>
    public required string Name { get; init; }
}
