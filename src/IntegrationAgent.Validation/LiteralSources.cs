namespace IntegrationAgent.Agent.Validation;

/// <summary>The texts that a constant may come from.</summary>
public sealed class LiteralSources
{
    /// <summary>What the user said: the request, the answers, the requirements sheet.</summary>
    public IReadOnlyList<string> User { get; init; } = [];

    /// <summary>The driver documents that were read.</summary>
    public IReadOnlyList<string> Docs { get; init; } = [];

    /// <summary>What discovery found.</summary>
    public IReadOnlyList<ConnectionSchema> Schemas { get; init; } = [];

    /// <summary>Values that were seen in data.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];
}
