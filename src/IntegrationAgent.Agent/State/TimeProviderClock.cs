namespace IntegrationAgent.Agent.State;

/// <summary>The clock of a database that has none of its own: this machine's, which is where the only writers are.</summary>
internal sealed class TimeProviderClock(TimeProvider time) : IStateClock
{
    public Task<DateTimeOffset> GetUtcNowAsync(CancellationToken cancellationToken) => Task.FromResult(time.GetUtcNow());
}
