using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire.Messages;

/// <summary>A connection is open.</summary>
public sealed class ConnectReply
{
    /// <summary>Who it is.</summary>
    public required ConnectionCheck Check { get; init; }

    /// <summary>The abilities that the client has, by the manifest's words.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];
}
