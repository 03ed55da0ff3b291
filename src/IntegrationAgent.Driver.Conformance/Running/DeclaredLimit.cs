namespace IntegrationAgent.Driver.Conformance;

/// <summary>A rate limit in a manifest; zero stands for not declared.</summary>
internal sealed record DeclaredLimit(string Name, TimeSpan Window, long Quota, int Concurrency, int CostPerCall);
