using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire.Messages;

/// <summary>A line of a host's log.</summary>
public sealed class LogBody
{
    /// <summary>How much it matters.</summary>
    public DriverLogLevel Level { get; init; }

    /// <summary>A stable name.</summary>
    public required string Event { get; init; }

    /// <summary>The text.</summary>
    public required string Message { get; init; }
}
