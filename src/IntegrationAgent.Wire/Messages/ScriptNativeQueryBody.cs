using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire.Messages;

/// <summary>A script reads in the system's own language.</summary>
public sealed class ScriptNativeQueryBody
{
    /// <summary>The connection's name.</summary>
    public required string Connection { get; init; }

    /// <summary>The query.</summary>
    public required NativeQueryRequest Query { get; init; }

    /// <summary>Counts the queries of the script from 0.</summary>
    public required int Step { get; init; }
}
