using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire.Messages;

/// <summary>A script writes.</summary>
public sealed class ScriptWriteBody
{
    /// <summary>The connection's name.</summary>
    public required string Connection { get; init; }

    /// <summary>The object.</summary>
    public required string Object { get; init; }

    /// <summary>What to do.</summary>
    public required WriteMode Mode { get; init; }

    /// <summary>The fields that identify a record.</summary>
    public required IReadOnlyList<string> KeyFields { get; init; }

    /// <summary>Counts the writes of the script from 0.</summary>
    public required int Step { get; init; }

    /// <summary>The step of the query that the records come from; null where they come from no flow.</summary>
    public int? SourceStep { get; init; }
}
