namespace IntegrationAgent.Agent.State;

/// <summary>Answers of discovery by connection, object and schema version. Values are kept encrypted and expire. Thread-safe.</summary>
public interface IDiscoveryCache
{
    /// <summary>The value kept under this name, or null when there is none, it has expired, or its version is not <paramref name="etag"/>. A null version takes any.</summary>
    Task<byte[]?> GetAsync(string connection, string name, string? etag, CancellationToken cancellationToken);

    /// <summary>Keeps a value.</summary>
    Task PutAsync(string connection, string name, string etag, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Forgets everything about a connection.</summary>
    Task InvalidateAsync(string connection, CancellationToken cancellationToken);
}
