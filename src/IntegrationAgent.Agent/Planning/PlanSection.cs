namespace IntegrationAgent.Agent.Planning;

/// <summary>One part of a plan as a person reads it. All texts are harmless to show: <see cref="VisibleText"/> has seen them.</summary>
public sealed class PlanSection
{
    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>Sentences before the table.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>The table's headings; empty where there is no table.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The table's rows.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows { get; init; } = [];

    /// <summary>A text to show as it is, such as a statement; null for none.</summary>
    public string? Code { get; init; }

    /// <summary>True for what a person must not miss.</summary>
    public bool Warning { get; init; }
}
