using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire.Messages;

/// <summary>A script wants an object to exist.</summary>
public sealed class ScriptEnsureBody
{
    /// <summary>The connection's name.</summary>
    public required string Connection { get; init; }

    /// <summary>The object.</summary>
    public required EnsureObjectRequest Request { get; init; }
}
