namespace IntegrationAgent.Wire.Messages;

/// <summary>A write has ended; every page has had its outcome.</summary>
public sealed class WriteReply
{
    /// <summary>How many pages were answered.</summary>
    public long Pages { get; init; }

    /// <summary>How many calls to the system they took.</summary>
    public long Calls { get; init; }
}
