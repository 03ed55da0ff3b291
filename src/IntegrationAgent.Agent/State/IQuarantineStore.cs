namespace IntegrationAgent.Agent.State;

/// <summary>Records that were set aside. They come in through an acknowledgement or <see cref="AddAsync"/>. Thread-safe.</summary>
public interface IQuarantineStore
{
    /// <summary>Sets records aside that never reached a target, and counts them.</summary>
    Task AddAsync(RunLease lease, EffectKey effect, IReadOnlyList<QuarantinedRecord> records, CancellationToken cancellationToken);

    /// <summary>What waits in an integration, oldest first.</summary>
    Task<IReadOnlyList<QuarantineEntry>> ListOpenAsync(string series, int limit, CancellationToken cancellationToken);

    /// <summary>Entries by their numbers, those that are resolved too, in the order of the numbers given; what does not exist is left out.</summary>
    Task<IReadOnlyList<QuarantineEntry>> FindAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken);

    /// <summary>Says what became of entries: <c>retried</c> or <c>given-up</c>. Returns how many were open.</summary>
    Task<int> ResolveAsync(IReadOnlyList<long> ids, string outcome, string actor, CancellationToken cancellationToken);
}
