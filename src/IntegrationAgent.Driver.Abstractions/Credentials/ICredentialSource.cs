namespace IntegrationAgent.Driver;

/// <summary>The credentials of one connection, by the names that the driver declares. Thread-safe.</summary>
public interface ICredentialSource
{
    /// <summary>Gets the current value, or null where the user has given none.</summary>
    ValueTask<Secret?> GetAsync(string name, CancellationToken cancellationToken);
}
