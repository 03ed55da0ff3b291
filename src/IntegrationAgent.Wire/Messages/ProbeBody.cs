namespace IntegrationAgent.Wire.Messages;

/// <summary>Asks what became of a page whose outcome was lost; the page follows.</summary>
public sealed class ProbeBody
{
    /// <summary>The write.</summary>
    public required WriteBody Write { get; init; }

    /// <summary>When it was sent first, in UTC.</summary>
    public required DateTimeOffset SentAt { get; init; }
}
