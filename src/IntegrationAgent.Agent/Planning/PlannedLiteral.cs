namespace IntegrationAgent.Agent.Planning;

/// <summary>A literal of the script and where it comes from.</summary>
public sealed class PlannedLiteral
{
    /// <summary>The literal as the script has it.</summary>
    public required string Text { get; init; }

    /// <summary>The script's line, from 1.</summary>
    public required int Line { get; init; }

    /// <summary><c>user</c>, <c>docs</c>, <c>schema</c>, <c>data</c> or <c>invented</c>.</summary>
    public required string Origin { get; init; }
}
