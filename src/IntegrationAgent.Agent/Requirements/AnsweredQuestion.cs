namespace IntegrationAgent.Agent.Requirements;

/// <summary>A question of the dialog and what was answered.</summary>
public sealed record AnsweredQuestion
{
    /// <summary>The item of the sheet that it closes.</summary>
    public required string Item { get; init; }

    /// <summary>The question.</summary>
    public required string Question { get; init; }

    /// <summary>The choices that were offered.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The answer.</summary>
    public required string Answer { get; init; }
}
