using IntegrationAgent.Agent.Secrets;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>Full results in a SQL database, sealed.</summary>
internal sealed class SqlResultStore(StateDatabase database, WorkspaceKey workspaceKey) : IResultStore
{
    private readonly byte[] sealing = workspaceKey.Derive("results");

    public Task<string> PutAsync(string kind, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        var id = StateId.Random();
        var closed = Sealed.Seal(sealing, value.Span, Purpose(id));
        return database.WriteAsync(
            session =>
            {
                session.Execute(
                    "INSERT INTO results (id, kind, value, expires_at) VALUES ($1, $2, $3, $4)", id, kind, closed, (session.Now + lifetime).ToUnixTimeMilliseconds());
                return id;
            },
            cancellationToken);
    }

    public Task<byte[]?> GetAsync(string id, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.Bytes("SELECT value FROM results WHERE id = $1 AND expires_at > $2", id, session.NowMilliseconds) is { } value
            ? Sealed.Open(sealing, value, Purpose(id))
            : null,
        cancellationToken);

    public Task<int> PruneAsync(CancellationToken cancellationToken) => database.WriteAsync(
        session =>
            session.Execute("DELETE FROM results WHERE expires_at <= $1", session.NowMilliseconds)
            + session.Execute("DELETE FROM discovery WHERE expires_at <= $1", session.NowMilliseconds)
            + session.Execute("DELETE FROM idempotency WHERE expires_at <= $1", session.NowMilliseconds),
        cancellationToken);

    private static string Purpose(string id) => "result|" + id;
}
