namespace IntegrationAgent.Agent.Planning;

/// <summary>One record before and after.</summary>
public sealed class PlannedRecord
{
    /// <summary>The key's values, joined by a comma.</summary>
    public required string Key { get; init; }

    /// <summary><c>create</c> or <c>update</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The fields that change.</summary>
    public required IReadOnlyList<PlannedChange> Changes { get; init; }
}
