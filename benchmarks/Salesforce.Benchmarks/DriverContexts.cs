using IntegrationAgent.Driver;

namespace IntegrationAgent.Benchmarks.Salesforce;

/// <summary>A ready access token, and tokens kept in memory.</summary>
internal sealed class TokenCredentials(string token) : ICredentialSource
{
    public ValueTask<Secret?> GetAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult(name == "SF_ACCESS_TOKEN" ? new Secret(token) : null);
}

internal sealed class MemoryTokens : ITokenStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, StoredToken> entries = new(StringComparer.Ordinal);

    public ValueTask<StoredToken?> GetAsync(string name, CancellationToken cancellationToken)
    {
        lock (gate) return ValueTask.FromResult(entries.GetValueOrDefault(name));
    }

    public ValueTask<bool> CompareAndSwapAsync(string name, long expectedVersion, Secret value, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if ((entries.GetValueOrDefault(name)?.Version ?? 0) != expectedVersion) return ValueTask.FromResult(false);
            entries[name] = new StoredToken { Value = value, Version = expectedVersion + 1 };
            return ValueTask.FromResult(true);
        }
    }
}
