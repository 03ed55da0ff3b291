namespace IntegrationAgent.Agent.State;

/// <summary>The clock that leases and expiries are compared with: the database's own where it has one, so that a worker's wrong clock changes nothing.</summary>
public interface IStateClock
{
    /// <summary>The present time.</summary>
    Task<DateTimeOffset> GetUtcNowAsync(CancellationToken cancellationToken);
}
