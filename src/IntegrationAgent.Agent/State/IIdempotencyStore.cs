namespace IntegrationAgent.Agent.State;

/// <summary>Remembers under a key what was decided first, so that a second delivery gets the first one's answer. Thread-safe, also between processes.</summary>
public interface IIdempotencyStore
{
    /// <summary>Keeps <paramref name="value"/> under the key unless there is one already, and returns the one that is kept.</summary>
    Task<string> RememberAsync(string scope, string key, string value, TimeSpan lifetime, CancellationToken cancellationToken);
}
