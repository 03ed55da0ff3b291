namespace IntegrationAgent.Agent.Planning;

/// <summary>One field of one record before and after. Values are cut at 200 characters.</summary>
public sealed class PlannedChange
{
    /// <summary>The field.</summary>
    public required string Field { get; init; }

    /// <summary>The value now; null where there is none.</summary>
    public string? Before { get; init; }

    /// <summary>The value then; null where there is none.</summary>
    public string? After { get; init; }
}
