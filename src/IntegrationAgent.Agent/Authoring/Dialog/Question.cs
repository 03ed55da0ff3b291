namespace IntegrationAgent.Agent.Authoring.Dialog;

/// <summary>A question that is really open, with the answers that discovery found.</summary>
public sealed record Question
{
    /// <summary>The item of the sheet that it closes, for example <c>source object</c> or <c>field: how they got to us</c>.</summary>
    public required string Item { get; init; }

    /// <summary>The question, in one sentence.</summary>
    public required string Text { get; init; }

    /// <summary>The choices, best first.</summary>
    public IReadOnlyList<QuestionChoice> Choices { get; init; } = [];

    /// <summary>The value that an empty answer means; null where there is none.</summary>
    public string? Default { get; init; }

    /// <summary>True when an answer may be something else than a choice.</summary>
    public bool AllowFreeText { get; init; }

    /// <summary>What is worth knowing besides, for example why an earlier answer was not accepted.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
