namespace IntegrationAgent.Agent.State;

/// <summary>The keys under which personal data is kept, one for each scope (<c>run:…</c>, <c>approval:…</c>). Thread-safe.</summary>
public interface IPersonalData
{
    /// <summary>
    /// Destroys the key of a scope: what was encrypted under it cannot be read again, here or in the audit, whose hashes stay valid.
    /// Returns whether there was a key.
    /// </summary>
    Task<bool> ShredAsync(string scope, string actor, CancellationToken cancellationToken);
}
