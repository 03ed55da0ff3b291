using System.Diagnostics.CodeAnalysis;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Connect;
using IntegrationAgent.Drivers.Postgres.Errors;
using IntegrationAgent.Drivers.Postgres.Schema;
using IntegrationAgent.Drivers.Postgres.Write;
using Npgsql;

namespace IntegrationAgent.Drivers.Postgres;

/// <summary>One database over a pool of sessions: reads run beside one another, writes one after the other.</summary>
public sealed partial class PostgresClient : IDriverClient, IRecordWriter, IWriteProbe, ISchemaEditor, IChangeFeed, INativeQuery
{
    private readonly PostgresConnection settings;
    private readonly DriverContext context;
    private readonly NpgsqlDataSource source;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly CancellationTokenSource disposing = new();
    private readonly bool checkText;
    private readonly TableCache tables = new();
    private WriteSession? session;
    private long calls;
    private int disposed;

    private PostgresClient(PostgresConnection settings, DriverContext context, NpgsqlDataSource source, bool checkText)
    {
        this.settings = settings;
        this.context = context;
        this.source = source;
        this.checkText = checkText;
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The client owns the pool; on a failure it is disposed here.")]
    internal static async Task<PostgresClient> OpenAsync(PostgresConnection settings, DriverContext context, CancellationToken cancellationToken)
    {
        var source = await settings.OpenAsync(context.Credentials, cancellationToken).ConfigureAwait(false);
        try
        {
            var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var closing = connection.ConfigureAwait(false);
            using var command = new NpgsqlCommand("SELECT pg_catalog.current_setting('server_encoding')", connection);
            var encoding = (string?)await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            return new PostgresClient(settings, context, source, checkText: encoding is "SQL_ASCII");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw await WithoutPasswordAsync(exception, context.Credentials, cancellationToken).ConfigureAwait(false) ?? PostgresErrors.Map(exception);
        }
        catch
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The server asks for a password, and there is none: Npgsql ends the sign-in by itself, without an error of the server.</summary>
    private static async Task<DriverException?> WithoutPasswordAsync(Exception exception, ICredentialSource credentials, CancellationToken cancellationToken) =>
        exception is NpgsqlException { InnerException: null } and not PostgresException
            && string.IsNullOrEmpty((await credentials.GetAsync(PostgresDriver.PasswordCredential, cancellationToken).ConfigureAwait(false))?.Reveal())
            ? new DriverException(DriverErrorCode.AuthenticationFailed, $"The server asks for a password, and {PostgresDriver.PasswordCredential} is not set. Set it.", exception)
            {
                Scope = ErrorScope.Connection,
                Retry = RetryAdvice.AfterUserAction,
                Target = PostgresDriver.PasswordCredential,
            }
            : null;

    /// <inheritdoc />
    public Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken) => ReadAsync(
        async (connection, _, ends) =>
        {
            using var command = new NpgsqlCommand("SELECT current_user::text, pg_catalog.current_database()::text, ARRAY(SELECT r.rolname::text FROM pg_catalog.pg_roles r WHERE r.rolname <> current_user AND pg_catalog.pg_has_role(r.oid, 'MEMBER') ORDER BY 1 LIMIT 20)", connection);
            var reader = await command.ExecuteReaderAsync(ends).ConfigureAwait(false);
            await using var closing = reader.ConfigureAwait(false);
            await reader.ReadAsync(ends).ConfigureAwait(false);
            return new ConnectionCheck
            {
                System = $"PostgreSQL database {Names.Short(reader.GetString(1))}",
                ApiVersion = connection.PostgreSqlVersion.ToString(),
                Identity = reader.GetString(0),
                Host = settings.Host,
                Scopes = reader.GetFieldValue<string[]>(2),
            };
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ReadAsync<IReadOnlyList<ObjectSummary>>(
            async (_, schema, ends) =>
            [
                .. (await schema.ListAsync(request.IncludeCounts, ends).ConfigureAwait(false))
                    .Where(entry => request.NameContains is not { } part || entry.Name.Contains(part, StringComparison.OrdinalIgnoreCase)),
            ],
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ReadAsync(async (_, schema, ends) => (await schema.RequireAsync(request.Object, ends).ConfigureAwait(false)).ToSchema(), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ReadAsync<IReadOnlyList<Relationship>>(
            async (_, schema, ends) =>
            {
                var table = await schema.RequireAsync(request.Object, ends).ConfigureAwait(false);
                return
                [
                    .. table.ForeignKeys.Select(key => new Relationship
                    {
                        Name = key.Name,
                        FromObject = table.Name,
                        ToObject = key.ToTable,
                        Field = key.FromColumn,
                        Kind = RelationshipKind.Parent,
                        CascadeDelete = key.Cascade,
                    }),
                    .. table.Children.Select(key => new Relationship
                    {
                        FromObject = table.Name,
                        ToObject = key.FromTable,
                        Field = key.FromColumn,
                        Kind = RelationshipKind.Children,
                        CascadeDelete = key.Cascade,
                    }),
                ];
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<RateLimitStatus> GetRateLimitAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(new RateLimitStatus { CallsMade = Interlocked.Read(ref calls) });

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        await disposing.CancelAsync().ConfigureAwait(false);
        await writing.WaitAsync().ConfigureAwait(false);
        if (session is not null)
            await session.DisposeAsync().ConfigureAwait(false);
        session = null;
        writing.Release();
        await source.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Runs a short read over a session of its own, as one call.</summary>
    private async Task<T> ReadAsync<T>(Func<NpgsqlConnection, SchemaReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, disposing.Token);
        Interlocked.Increment(ref calls);
        try
        {
            var connection = await source.OpenConnectionAsync(linked.Token).ConfigureAwait(false);
            await using var closing = connection.ConfigureAwait(false);
            return await read(connection, new SchemaReader(connection, settings.Schema), linked.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Explain(exception);
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>Runs a write when no other one is under way.</summary>
    private async Task<T> WriteAsync<T>(Func<WriteSession, CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, disposing.Token);
        try
        {
            await writing.WaitAsync(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Explain(exception);
        }

        try
        {
            ObjectDisposedException.ThrowIf(disposed != 0, this);
            if (session is { IsUsable: false })
            {
                await session.DisposeAsync().ConfigureAwait(false);
                session = null;
            }

            session ??= new WriteSession(await source.OpenConnectionAsync(linked.Token).ConfigureAwait(false), settings.Schema, context);
            return await write(session, linked.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Explain(exception);
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>A statement that the caller cancelled says so in several ways.</summary>
    private static bool IsBroken(Exception exception) => exception is NpgsqlException or IOException or TimeoutException;

    private Exception Explain(Exception exception) =>
        disposing.IsCancellationRequested && exception is not DriverException ? new ObjectDisposedException(nameof(PostgresClient)) : PostgresErrors.Map(exception);
}
