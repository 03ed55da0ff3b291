using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire.Messages;

/// <summary>What became of each record.</summary>
public sealed class ProbeReply
{
    /// <summary>In input order.</summary>
    public required IReadOnlyList<ProbeResult> Results { get; init; }
}
