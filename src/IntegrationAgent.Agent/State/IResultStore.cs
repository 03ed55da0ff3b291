namespace IntegrationAgent.Agent.State;

/// <summary>Full results whose digest alone goes elsewhere, such as what a discovery script returned. Kept encrypted, and expire. Thread-safe.</summary>
public interface IResultStore
{
    /// <summary>Keeps a result and returns its id.</summary>
    Task<string> PutAsync(string kind, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>The result, or null when it has expired or never was.</summary>
    Task<byte[]?> GetAsync(string id, CancellationToken cancellationToken);

    /// <summary>Deletes what has expired, here and in the discovery cache; returns how many.</summary>
    Task<int> PruneAsync(CancellationToken cancellationToken);
}
