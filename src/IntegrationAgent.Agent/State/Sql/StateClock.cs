namespace IntegrationAgent.Agent.State.Sql;

internal sealed class StateClock(StateDatabase database) : IStateClock
{
    public Task<DateTimeOffset> GetUtcNowAsync(CancellationToken cancellationToken) => database.ReadAsync(session => session.Now, cancellationToken);
}
