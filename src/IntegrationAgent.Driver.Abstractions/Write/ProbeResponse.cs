namespace IntegrationAgent.Driver;

/// <summary>What became of a write whose answer was lost.</summary>
public sealed class ProbeResponse
{
    /// <summary>One for each record, in input order.</summary>
    public required IReadOnlyList<ProbeResult> Results { get; init; }
}
