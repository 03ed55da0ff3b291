using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire.Messages;

/// <summary>A script reads.</summary>
public sealed class ScriptQueryBody
{
    /// <summary>The connection's name.</summary>
    public required string Connection { get; init; }

    /// <summary>The query.</summary>
    public required QueryRequest Query { get; init; }

    /// <summary>Counts the queries of the script from 0: the same number in every run of the same script.</summary>
    public required int Step { get; init; }

    /// <summary>The field by which only what changed since the last checkpoint is read; null to read all.</summary>
    public string? ChangedSince { get; init; }

    /// <summary>What to do about records that are deleted at the source.</summary>
    public DeleteRule Deletes { get; init; }

    /// <summary>True when the script has left the flow: the step starts from its start after a crash.</summary>
    public bool LeftFlow { get; init; }
}
