namespace IntegrationAgent.Wire.Messages;

/// <summary>A stream of pages is complete.</summary>
public sealed class StreamReply
{
    /// <summary>How many pages there were.</summary>
    public long Pages { get; init; }

    /// <summary>How many records there were.</summary>
    public long Records { get; init; }

    /// <summary>How many calls to the system they took.</summary>
    public long Calls { get; init; }
}
