namespace IntegrationAgent.Wire.Messages;

/// <summary>A credential. Only ever sent to the driver host of its connection.</summary>
public sealed class CredentialReply
{
    /// <summary>The value; null where the user has given none.</summary>
    public string? Value { get; init; }
}
