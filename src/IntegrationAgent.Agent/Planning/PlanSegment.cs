namespace IntegrationAgent.Agent.Planning;

/// <summary>A file with effects, one JSON line each, compressed.</summary>
public sealed class PlanSegment
{
    /// <summary>The file's name within the plan's private folder.</summary>
    public required string File { get; init; }

    /// <summary>How many effects it holds.</summary>
    public required long Records { get; init; }

    /// <summary>SHA-256 over its lines before compression.</summary>
    public required string Sha256 { get; init; }
}
