namespace IntegrationAgent.Wire.Messages;

/// <summary>A host has started.</summary>
public sealed class ReadyBody
{
    /// <summary>The version of the wire; both ends must have the same.</summary>
    public required int WireVersion { get; init; }

    /// <summary>The level of isolation that the host proved to itself.</summary>
    public required string Isolation { get; init; }

    /// <summary>The host's process, as it sees itself.</summary>
    public int ProcessId { get; init; }
}
