namespace IntegrationAgent.Testing;

/// <summary>One PostgreSQL server for all tests of an assembly, started by the first that asks. Declare it with <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private PostgresServer? server;

    /// <summary>The server; the test is not run, or fails, where there is none.</summary>
    public async Task<PostgresServer> ServerAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return server ??= await PostgresServer.StartAsync(cancellationToken, "wal_writer_delay=10ms");
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        gate.Dispose();
    }
}
