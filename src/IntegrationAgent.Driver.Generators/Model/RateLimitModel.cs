namespace IntegrationAgent.Driver.Generators.Model;

internal sealed record RateLimitModel(string Name, long WindowSeconds, long Quota, long Concurrency, long CostPerCall, long ReservePercent, string ReadFrom);
