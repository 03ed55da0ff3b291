namespace IntegrationAgent.Driver;

/// <summary>
/// Keeps the tokens of one connection that rotate. Shared by all processes that use the connection; each change is a compare-and-swap, so that two processes never
/// spend the same refresh token: write the new token before it is used, and on a lost race read what the winner wrote.
/// </summary>
public interface ITokenStore
{
    /// <summary>Gets the entry of that name, or null where there is none.</summary>
    ValueTask<StoredToken?> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Writes <paramref name="value"/> when the entry's version is still <paramref name="expectedVersion"/> (0 for an entry that must not exist yet).
    /// </summary>
    /// <returns>True when written, false when another writer was first.</returns>
    ValueTask<bool> CompareAndSwapAsync(string name, long expectedVersion, Secret value, CancellationToken cancellationToken);
}
