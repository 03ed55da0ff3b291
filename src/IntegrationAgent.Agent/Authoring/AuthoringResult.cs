using IntegrationAgent.Agent.Requirements;

namespace IntegrationAgent.Agent.Authoring;

/// <summary>What an author made of a request.</summary>
public sealed record AuthoringResult
{
    /// <summary>The complete sheet.</summary>
    public required RequirementsSheet Sheet { get; init; }

    /// <summary>The script with its bindings; it passes its check.</summary>
    public required string Script { get; init; }

    /// <summary>The script's hash, once it has been saved; empty before.</summary>
    public string ScriptHash { get; init; } = "";

    /// <summary>What was assumed without asking, in words, to be shown to the user.</summary>
    public IReadOnlyList<string> Defaults { get; init; } = [];

    /// <summary>Parts of the request that this author could not do, in words.</summary>
    public IReadOnlyList<string> SaidItCannot { get; init; } = [];
}
