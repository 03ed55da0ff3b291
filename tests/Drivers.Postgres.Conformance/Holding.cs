using Npgsql;

namespace Drivers.Postgres.Conformance;

/// <summary>Another transaction that holds the table, until it is disposed.</summary>
internal sealed class Holding : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;

    private Holding(NpgsqlConnection connection) => this.connection = connection;

    public static async Task<Holding> StartAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE items IN EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new Holding(connection);
    }

    public async ValueTask DisposeAsync() => await connection.DisposeAsync();
}
