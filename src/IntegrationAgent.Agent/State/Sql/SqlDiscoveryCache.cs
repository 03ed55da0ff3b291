using IntegrationAgent.Agent.Secrets;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>Answers of discovery in a SQL database, sealed.</summary>
internal sealed class SqlDiscoveryCache(StateDatabase database, WorkspaceKey workspaceKey) : IDiscoveryCache
{
    private readonly byte[] sealing = workspaceKey.Derive("discovery");

    public Task<byte[]?> GetAsync(string connection, string name, string? etag, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.Bytes(
            "SELECT value FROM discovery WHERE connection = $1 AND name = $2 AND (CAST($3 AS TEXT) IS NULL OR etag = $3) AND expires_at > $4",
            connection,
            name,
            etag,
            session.NowMilliseconds) is { } value
            ? Sealed.Open(sealing, value, Purpose(connection, name))
            : null,
        cancellationToken);

    public Task PutAsync(string connection, string name, string etag, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        var closed = Sealed.Seal(sealing, value.Span, Purpose(connection, name));
        return database.WriteAsync(
            session => session.Execute(
                """
                INSERT INTO discovery (connection, name, etag, value, expires_at) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (connection, name) DO UPDATE SET etag = excluded.etag, value = excluded.value, expires_at = excluded.expires_at
                """,
                connection,
                name,
                etag,
                closed,
                (session.Now + lifetime).ToUnixTimeMilliseconds()),
            cancellationToken);
    }

    public Task InvalidateAsync(string connection, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute("DELETE FROM discovery WHERE connection = $1", connection), cancellationToken);

    private static string Purpose(string connection, string name) => $"discovery|{connection}|{name}";
}
