using System.Text.Json;

namespace IntegrationAgent.Wire.Messages;

/// <summary>A script calls a driver's own operation.</summary>
public sealed class ScriptOperationBody
{
    /// <summary>The connection's name.</summary>
    public required string Connection { get; init; }

    /// <summary>The operation.</summary>
    public required string Operation { get; init; }

    /// <summary>Its arguments, one object.</summary>
    public required JsonElement Arguments { get; init; }
}
