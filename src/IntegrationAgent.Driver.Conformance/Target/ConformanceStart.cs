namespace IntegrationAgent.Driver.Conformance;

/// <summary>What the kit wants of a system that is started for one check.</summary>
public sealed class ConformanceStart
{
    /// <summary>What the object holds at first: writable fields only, keys unique. Between none and some ten thousand.</summary>
    public required IReadOnlyList<ConformanceRow> Records { get; init; }

    /// <summary>The clock, which the kit moves. A system on this machine tells times of change and expiry by it, so that hours pass in milliseconds.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>A system that can answer its lists of objects and fields in another order does so by this seed.</summary>
    public int Seed { get; init; }
}
