namespace IntegrationAgent.Agent.Authoring.Model;

/// <summary>List prices in US dollars for a million tokens, by the beginning of a model's id; the longest beginning counts. Only for holding <c>model.maxCost</c>; rounded up.</summary>
internal static class ModelPrices
{
    private static readonly (string Begin, decimal Sent, decimal Received)[] Known =
    [
        ("claude-opus", 15m, 75m),
        ("claude-sonnet", 3m, 15m),
        ("claude-haiku", 1m, 5m),
        ("gpt-4o-mini", 0.15m, 0.60m),
        ("gpt-4o", 2.50m, 10m),
        ("gpt-4.1-mini", 0.40m, 1.60m),
        ("gpt-4.1", 2m, 8m),
    ];

    /// <summary>What it costs; null where the price is not known.</summary>
    public static decimal? Cost(string provider, string model, long sent, long received)
    {
        if (provider == "ollama")
            return 0;
        var price = Known.Where(one => model.StartsWith(one.Begin, StringComparison.OrdinalIgnoreCase)).OrderByDescending(one => one.Begin.Length).FirstOrDefault();
        return price.Begin is null ? null : ((sent * price.Sent) + (received * price.Received)) / 1_000_000m;
    }
}
