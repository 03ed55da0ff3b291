using IntegrationAgent.Driver;

namespace Drivers.Salesforce.Tests;

internal sealed class FakeCredentials(params (string Name, string Value)[] values) : ICredentialSource
{
    public ValueTask<Secret?> GetAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(values.Where(value => value.Name == name).Select(value => new Secret(value.Value)).FirstOrDefault());
}

/// <summary>A token store with real compare-and-swap, as two processes would share it.</summary>
internal sealed class FakeTokenStore : ITokenStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, StoredToken> entries = [];

    public int Writes { get; private set; }

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
            Writes++;
            entries[name] = new StoredToken { Value = value, Version = expectedVersion + 1 };
            return ValueTask.FromResult(true);
        }
    }
}

internal sealed class FakeLog : IDriverLog
{
    private readonly Lock gate = new();
    private readonly List<string> lines = [];

    public string Text
    {
        get
        {
            lock (gate)
                return string.Join('\n', lines);
        }
    }

    public void Write(DriverLogLevel level, string eventName, string message)
    {
        lock (gate)
            lines.Add($"{level} {eventName} {message}");
    }
}
