namespace IntegrationAgent.Driver;

/// <summary>Asks what became of a write whose answer was lost.</summary>
public sealed class ProbeRequest
{
    /// <summary>The write, exactly as it was sent.</summary>
    public required WriteRequest Write { get; init; }

    /// <summary>When it was sent first, in UTC.</summary>
    public required DateTimeOffset SentAt { get; init; }
}
