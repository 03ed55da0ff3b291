namespace IntegrationAgent.Agent.State.Sql;

/// <summary>Answers to repeated deliveries in a SQL database.</summary>
internal sealed class SqlIdempotencyStore(StateDatabase database) : IIdempotencyStore
{
    public Task<string> RememberAsync(string scope, string key, string value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        return database.WriteAsync(
            session =>
            {
                session.Execute(
                    """
                    INSERT INTO idempotency (scope, key, value, expires_at) VALUES ($1, $2, $3, $4)
                    ON CONFLICT (scope, key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at WHERE idempotency.expires_at <= $5
                    """,
                    scope,
                    key,
                    value,
                    (session.Now + lifetime).ToUnixTimeMilliseconds(),
                    session.NowMilliseconds);
                return session.Text("SELECT value FROM idempotency WHERE scope = $1 AND key = $2", scope, key) ?? value;
            },
            cancellationToken);
    }
}
