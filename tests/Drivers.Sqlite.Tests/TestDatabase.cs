using IntegrationAgent.Driver;
using Microsoft.Data.Sqlite;

namespace IntegrationAgent.Drivers.Sqlite.Tests;

/// <summary>A real database file of its own, with a client on it.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sqlite-driver-");
    private SqliteClient? client;

    public string File => Path.Combine(folder.FullName, "test.db");

    public SqliteClient Client => client!;

    public static async Task<TestDatabase> CreateAsync(params string[] statements)
    {
        var database = new TestDatabase();
        database.Execute(statements);
        database.client = await ConnectAsync(database.File);
        return database;
    }

    public static async Task<SqliteClient> ConnectAsync(string path, bool create = true, string? busyTimeout = null)
    {
        var settings = new ConnectionSettings([new("path", path), new("create", create ? "true" : "false"), .. busyTimeout is null ? (KeyValuePair<string, string>[])[] : [new("busy_timeout", busyTimeout)]]);
        var context = new DriverContext { Credentials = new NoSecrets(), Tokens = new NoSecrets() };
        return (SqliteClient)await new SqliteDriver().ConnectAsync(settings, context, TestContext.Current.CancellationToken);
    }

    public void Execute(params string[] statements)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        foreach (var text in statements)
        {
            using var command = connection.CreateCommand();
            command.CommandText = text;
            command.ExecuteNonQuery();
        }
    }

    public object? Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is var value && value is DBNull ? null : value;
    }

    public async ValueTask DisposeAsync()
    {
        if (client is not null)
            await client.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private sealed class NoSecrets : ICredentialSource, ITokenStore
    {
        public ValueTask<Secret?> GetAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult<Secret?>(null);

        public ValueTask<bool> CompareAndSwapAsync(string name, long expectedVersion, Secret value, CancellationToken cancellationToken) => ValueTask.FromResult(false);

        ValueTask<StoredToken?> ITokenStore.GetAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult<StoredToken?>(null);
    }
}
