using System.Collections.Concurrent;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>What a driver finds in its context: the credentials of one connection, from which nothing else can be read.</summary>
internal sealed class KitCredentials(IReadOnlyDictionary<string, string> values) : ICredentialSource
{
    public ValueTask<Secret?> GetAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(values.TryGetValue(name, out var value) ? new Secret(value) : null);
}

/// <summary>Keeps rotating tokens in memory.</summary>
internal sealed class KitTokens(KnownSecrets secrets) : ITokenStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, StoredToken> entries = new(StringComparer.Ordinal);

    public ValueTask<StoredToken?> GetAsync(string name, CancellationToken cancellationToken)
    {
        lock (gate)
            return ValueTask.FromResult(entries.GetValueOrDefault(name));
    }

    public ValueTask<bool> CompareAndSwapAsync(string name, long expectedVersion, Secret value, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if ((entries.GetValueOrDefault(name)?.Version ?? 0) != expectedVersion)
                return ValueTask.FromResult(false);
            entries[name] = new StoredToken { Value = value, Version = expectedVersion + 1 };
            secrets.Add("stored token", value.Reveal());
            return ValueTask.FromResult(true);
        }
    }
}

/// <summary>Collects what a driver logs.</summary>
internal sealed class KitLog : IDriverLog
{
    private readonly ConcurrentQueue<string> lines = new();
    private readonly ConcurrentDictionary<string, bool> events = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Lines => lines;

    public ICollection<string> Events => events.Keys;

    public void Write(DriverLogLevel level, string eventName, string message)
    {
        events[eventName] = true;
        lines.Enqueue($"{level} {eventName} {message}");
    }
}
