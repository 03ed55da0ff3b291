namespace IntegrationAgent.Agent.Planning;

/// <summary>One query of the script.</summary>
public sealed class PlannedRead
{
    /// <summary>The connection.</summary>
    public required string Connection { get; init; }

    /// <summary>The object.</summary>
    public required string Object { get; init; }

    /// <summary>The fields, in the order of the query.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>The condition, for people; empty for all records.</summary>
    public string Condition { get; init; } = "";

    /// <summary>The field by which only changes are read from the second run on; null to read all each time.</summary>
    public string? ChangedSince { get; init; }

    /// <summary>Records that the dry run read.</summary>
    public required long Records { get; init; }
}
