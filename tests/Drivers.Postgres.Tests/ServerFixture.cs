using IntegrationAgent.Testing;

[assembly: AssemblyFixture(typeof(IntegrationAgent.Drivers.Postgres.Tests.ServerFixture))]

namespace IntegrationAgent.Drivers.Postgres.Tests;

/// <summary>One server for all tests of the assembly, started by the first that needs it.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private readonly Lazy<Task<PostgresServer>> server = new(() => PostgresServer.StartAsync(TestContext.Current.CancellationToken));

    /// <summary>The server; the test is skipped where there is none.</summary>
    public Task<PostgresServer> GetAsync()
    {
        PostgresServer.Require();
        return server.Value;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated && server.Value.IsCompletedSuccessfully)
            await (await server.Value).DisposeAsync();
    }
}
