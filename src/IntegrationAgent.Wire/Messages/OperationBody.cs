using System.Text.Json;

namespace IntegrationAgent.Wire.Messages;

/// <summary>A call of a driver's own operation.</summary>
public sealed class OperationBody
{
    /// <summary>The operation.</summary>
    public required string Operation { get; init; }

    /// <summary>Its arguments, one object.</summary>
    public required JsonElement Arguments { get; init; }
}
