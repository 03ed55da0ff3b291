using System.Text.Json;

namespace IntegrationAgent.Wire.Messages;

/// <summary>The result of a driver's own operation.</summary>
public sealed class OperationReply
{
    /// <summary>The result.</summary>
    public required JsonElement Result { get; init; }
}
