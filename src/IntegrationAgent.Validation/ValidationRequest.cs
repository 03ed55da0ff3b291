namespace IntegrationAgent.Agent.Validation;

/// <summary>A script to check and what it is checked against.</summary>
public sealed class ValidationRequest
{
    /// <summary>The whole file.</summary>
    public required string Source { get; init; }

    /// <summary>What discovery found, for each connection of the requirements.</summary>
    public required IReadOnlyList<ConnectionSchema> Schemas { get; init; }

    /// <summary>What the requirements allow; null leaves that step out, for a draft.</summary>
    public AllowedEffects? Allowed { get; init; }
}
