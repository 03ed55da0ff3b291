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

    /// <summary>
    /// How many objects the system has besides, where it can have so many: empty ones, the first of them with <see cref="MoreFields"/> fields. Their names are
    /// <see cref="ConformanceTarget.MoreObjects"/>.
    /// </summary>
    /// <value>Default: 0.</value>
    public int MoreObjects { get; init; }

    /// <summary>How many fields the first of <see cref="MoreObjects"/> has; the others may have fewer.</summary>
    /// <value>Default: 0.</value>
    public int MoreFields { get; init; }

    /// <summary>The id of the example that will be run, for a system whose objects are fixed when it starts; null in every other check.</summary>
    public string? Example { get; init; }
}
