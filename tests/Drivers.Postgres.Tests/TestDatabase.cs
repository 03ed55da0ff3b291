using IntegrationAgent.Driver;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Drivers.Postgres.Tests;

/// <summary>A database of its own, with a client on it.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private static int count;
    private readonly PostgresServer server;

    private TestDatabase(PostgresServer server, string name, PostgresClient client)
    {
        this.server = server;
        Name = name;
        Client = client;
    }

    public string Name { get; }

    public PostgresServer Server => server;

    public PostgresClient Client { get; }

    public static async Task<TestDatabase> CreateAsync(PostgresFixture fixture, params string[] statements)
    {
        var server = await fixture.ServerAsync(TestContext.Current.CancellationToken);
        var name = await CreateEmptyAsync(server);
        if (statements.Length > 0)
            await server.QueryAsync(name, string.Join(";\n", statements), TestContext.Current.CancellationToken);
        return new TestDatabase(server, name, await ConnectAsync(server, name));
    }

    public static async Task<string> CreateEmptyAsync(PostgresServer server, string options = "")
    {
        var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"driver_{Interlocked.Increment(ref count)}");
        await server.QueryAsync("postgres", $"CREATE DATABASE {name} {options}", TestContext.Current.CancellationToken);
        return name;
    }

    public static async Task<PostgresClient> ConnectAsync(PostgresServer server, string database, string user = PostgresServer.User, string? password = null, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            ["host"] = PostgresServer.Host,
            ["port"] = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["database"] = database,
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        var secrets = new Secrets(new Dictionary<string, string> { ["PGUSER"] = user, ["PGPASSWORD"] = password ?? server.Password });
        return (PostgresClient)await new PostgresDriver().ConnectAsync(
            new ConnectionSettings(all), new DriverContext { Credentials = secrets, Tokens = secrets }, TestContext.Current.CancellationToken);
    }

    public async Task<string> SqlAsync(string sql) => (await server.QueryAsync(Name, sql, TestContext.Current.CancellationToken)).Trim();

    public async ValueTask DisposeAsync() => await Client.DisposeAsync();

    internal sealed class Secrets(Dictionary<string, string> values) : ICredentialSource, ITokenStore
    {
        public ValueTask<Secret?> GetAsync(string name, CancellationToken cancellationToken) =>
            ValueTask.FromResult(values.TryGetValue(name, out var value) ? new Secret(value) : null);

        public ValueTask<bool> CompareAndSwapAsync(string name, long expectedVersion, Secret value, CancellationToken cancellationToken) => ValueTask.FromResult(false);

        ValueTask<StoredToken?> ITokenStore.GetAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult<StoredToken?>(null);
    }
}
