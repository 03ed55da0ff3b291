using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire.Messages;

/// <summary>Why one record of a page failed.</summary>
public sealed class RowError
{
    /// <summary>Its position on the page.</summary>
    public required int Row { get; init; }

    /// <summary>Why.</summary>
    public required DriverError Error { get; init; }
}
