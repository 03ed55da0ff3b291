using System.Data;
using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>
/// A schema of a PostgreSQL server that several machines share. Writers take turns by an advisory lock of the transaction, which the
/// server gives back when a process dies; readers see one moment and wait for nobody. The server's clock counts.
/// </summary>
internal sealed class PostgresDatabase : StateDatabase
{
    // The digits of "intagent" on a telephone; any number would do, and all processes must take the same.
    private const int LockClass = 46_824_368;

    private readonly NpgsqlDataSource source;
    private readonly PostgresAddress address;

    private PostgresDatabase(NpgsqlDataSource source, PostgresAddress address, StateOptions options)
        : base(options)
    {
        this.source = source;
        this.address = address;
    }

    public override string Name => address.Name;

    public override bool IsShared => true;

    public override IReadOnlyList<string> SchemaSteps => PostgresSchema.Steps;

    public static async Task<PostgresDatabase> OpenAsync(PostgresAddress address, StateOptions options, CancellationToken cancellationToken)
    {
        var source = NpgsqlDataSource.Create(address.ConnectionString);
        var database = new PostgresDatabase(source, address, options);
        try
        {
            await database.WriteNowAsync(
                session =>
                {
                    // IF NOT EXISTS would ask for the right to make one even where it is there.
                    if (session.Count("SELECT count(*) FROM pg_namespace WHERE nspname = $1", address.Schema) == 0)
                        session.Execute($"CREATE SCHEMA {address.QuotedSchema}");
                    return session.Execute("CREATE TABLE IF NOT EXISTS store_form (one BIGINT PRIMARY KEY CHECK (one = 1), form BIGINT NOT NULL)");
                },
                cancellationToken).ConfigureAwait(false);
            return database;
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public static async Task<PostgresDatabase?> OpenForReadingAsync(PostgresAddress address, CancellationToken cancellationToken)
    {
        var database = new PostgresDatabase(NpgsqlDataSource.Create(address.ConnectionString), address, new StateOptions());
        try
        {
            var present = await database.ReadAsync(session => session.Text("SELECT to_regclass('audit_head')::text"), cancellationToken).ConfigureAwait(false);
            if (present is not null)
                return database;
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await database.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    /// <summary>The server's own log and backups are its keeper's.</summary>
    public override Task EmptyLogAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void AddParameter(DbCommand command, int ordinal, object? value) => command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });

    public override AgentException Error(DbException exception) => PostgresErrors.From(exception, Name);

    public override ValueTask DisposeAsync() => source.DisposeAsync();

    protected override async Task<T> UseConnectionAsync<T>(Func<DbConnection, T> use, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
            return use(connection);
    }

    protected override DbTransaction Begin(DbConnection connection, bool write)
    {
        // A reader must see the head and the events of one moment; a writer sees what the one before it has committed.
        var transaction = connection.BeginTransaction(write ? IsolationLevel.ReadCommitted : IsolationLevel.RepeatableRead);
        try
        {
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            var milliseconds = ((long)Options.BusyTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
            command.CommandText = write
                ? $"SET LOCAL lock_timeout = {milliseconds}; SELECT pg_advisory_xact_lock({LockClass}, hashtext('{address.Schema}'))"
                : "SET TRANSACTION READ ONLY";
            command.ExecuteNonQuery();
            return transaction;
        }
        catch
        {
            transaction.Dispose();
            throw;
        }
    }

    protected override DateTimeOffset Now(DbConnection connection, DbTransaction transaction)
    {
        if (!Options.UseDatabaseClock)
            return StateTime.Truncate(Options.Time.GetUtcNow());
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint";
        return StateTime.From(Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture));
    }

    protected override long ReadForm(StateSession session) => session.Count("SELECT coalesce(max(form), 0) FROM store_form");

    protected override void WriteForm(StateSession session, long form) => session.Execute(
        "INSERT INTO store_form (one, form) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET form = excluded.form", form);
}
