namespace IntegrationAgent.Agent.Authoring;

/// <summary>What somebody wants, in their own words.</summary>
public sealed record AuthoringRequest
{
    /// <summary>The sentence.</summary>
    public required string Text { get; init; }

    /// <summary>The integration's name; null to derive it from the request.</summary>
    public string? Integration { get; init; }

    /// <summary>Whom to ask about it; empty for whoever runs it.</summary>
    public string Owner { get; init; } = "";
}
