using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire.Messages;

/// <summary>A write of many pages to one object.</summary>
public sealed class WriteBody
{
    /// <summary>The object.</summary>
    public required string Object { get; init; }

    /// <summary>What to do.</summary>
    public required WriteMode Mode { get; init; }

    /// <summary>The fields that identify a record.</summary>
    public IReadOnlyList<string> KeyFields { get; init; } = [];

    /// <summary>All or none of each page.</summary>
    public bool AllOrNone { get; init; }
}
