namespace IntegrationAgent.Driver.NativeProgram;

/// <summary>No credentials and no tokens.</summary>
internal sealed class Nothing : ICredentialSource, ITokenStore
{
    public static Nothing Instance { get; } = new();

    ValueTask<Secret?> ICredentialSource.GetAsync(string name, CancellationToken cancellationToken) => default;

    ValueTask<StoredToken?> ITokenStore.GetAsync(string name, CancellationToken cancellationToken) => default;

    ValueTask<bool> ITokenStore.CompareAndSwapAsync(string name, long expectedVersion, Secret value, CancellationToken cancellationToken) => new(false);
}
