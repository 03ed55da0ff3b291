using Microsoft.Data.Sqlite;

namespace Drivers.Sqlite.Conformance;

/// <summary>Another program in the middle of a write, until it is disposed.</summary>
internal sealed class Holding : IAsyncDisposable
{
    private readonly SqliteConnection connection;

    private Holding(SqliteConnection connection) => this.connection = connection;

    public static async Task<Holding> StartAsync(string file, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new Holding(connection);
    }

    public async ValueTask DisposeAsync() => await connection.DisposeAsync();
}
