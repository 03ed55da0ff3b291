using IntegrationAgent.Driver;

namespace IntegrationAgent.Scripting.Standalone;

/// <summary>A connection's credentials from the environment, and its tokens for as long as the script runs.</summary>
internal sealed class StandaloneCredentials(StandaloneWorkspace workspace, string connection) : ICredentialSource, ITokenStore
{
    private readonly Dictionary<string, StoredToken> tokens = new(StringComparer.Ordinal);

    public ValueTask<Secret?> GetAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(workspace.Credential(connection, name) is { } value ? new Secret(value) : null);

    ValueTask<StoredToken?> ITokenStore.GetAsync(string name, CancellationToken cancellationToken)
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
