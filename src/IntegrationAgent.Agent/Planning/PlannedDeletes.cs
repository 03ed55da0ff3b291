namespace IntegrationAgent.Agent.Planning;

/// <summary>What would be deleted.</summary>
public sealed class PlannedDeletes
{
    /// <summary>The most keys that are listed.</summary>
    public const int MaxListed = 200;

    /// <summary>What is done about records that are gone at the source: <c>ignore</c>, <c>keep</c> or <c>delete</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>Records that would be deleted, in all.</summary>
    public required long Records { get; init; }

    /// <summary>Their keys, up to <see cref="MaxListed"/>.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];
}
