using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Compatibility.Behaviour;

/// <summary>Tokens for as long as a replay takes.</summary>
internal sealed class ReplayTokens : ITokenStore
{
    private readonly Dictionary<string, StoredToken> tokens = new(StringComparer.Ordinal);

    public ValueTask<StoredToken?> GetAsync(string name, CancellationToken cancellationToken)
    {
        lock (tokens)
            return ValueTask.FromResult(tokens.GetValueOrDefault(name));
    }

    public ValueTask<bool> CompareAndSwapAsync(string name, long expectedVersion, Secret value, CancellationToken cancellationToken)
    {
        lock (tokens)
        {
            if ((tokens.GetValueOrDefault(name)?.Version ?? 0) != expectedVersion)
                return ValueTask.FromResult(false);
            tokens[name] = new StoredToken { Value = value, Version = expectedVersion + 1 };
            return ValueTask.FromResult(true);
        }
    }
}
