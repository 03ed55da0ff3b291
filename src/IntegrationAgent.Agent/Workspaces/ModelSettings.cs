namespace IntegrationAgent.Agent.Workspaces;

/// <summary>Who writes scripts.</summary>
public sealed record ModelSettings
{
    /// <summary><c>guided</c> (no model), <c>anthropic</c>, <c>openai</c> (any compatible server) or <c>ollama</c>.</summary>
    /// <value>guided</value>
    public string Provider { get; set; } = "guided";

    /// <summary>The model's id; empty takes the provider's usual one.</summary>
    public string Model { get; set; } = "";

    /// <summary>The server's address; null takes the provider's own.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>The variable that holds the key; null takes the provider's usual one.</summary>
    public string? ApiKeyVariable { get; set; }

    /// <summary>The sampling temperature, from 0 to 2; null leaves it to the provider.</summary>
    public double? Temperature { get; set; }

    /// <summary>Tokens that one request may cost, sent and received together.</summary>
    /// <value>200,000</value>
    public long MaxTokens { get; set; } = 200_000;

    /// <summary>What one request may cost in US dollars; null for no bound.</summary>
    public decimal? MaxCost { get; set; }
}
