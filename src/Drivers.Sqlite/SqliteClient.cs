using System.Collections.Concurrent;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Sqlite.Native;
using IntegrationAgent.Drivers.Sqlite.Schema;
using IntegrationAgent.Drivers.Sqlite.Write;
using SQLitePCL;

namespace IntegrationAgent.Drivers.Sqlite;

/// <summary>An open database. Thread-safe: each read has a connection of its own, writes take turns.</summary>
public sealed partial class SqliteClient : IDriverClient, IRecordWriter, IWriteProbe, ISchemaEditor, INativeQuery
{
    private const int MaxIdleReaders = 4;
    private readonly string path;
    private readonly TimeSpan busyTimeout;
    private readonly Database writer;
    private readonly SchemaReader writerSchema;
    private readonly WritePlans plans;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly ConcurrentBag<Reader> idle = [];
    private readonly CancellationTokenSource disposing = new();
    private long calls;
    private int disposed;

    internal SqliteClient(string path, TimeSpan busyTimeout, Database writer)
    {
        this.path = path;
        this.busyTimeout = busyTimeout;
        this.writer = writer;
        writerSchema = new SchemaReader(writer);
        plans = new WritePlans(writer, writerSchema);
    }

    /// <inheritdoc />
    public Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken) => ReadAsync(
        _ => new ConnectionCheck
        {
            System = $"SQLite database {Path.GetFileName(path)}",
            ApiVersion = raw.sqlite3_libversion().utf8_to_string(),
            Identity = "the file's owner",
            Host = Path.GetFileName(path),
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ReadAsync<IReadOnlyList<ObjectSummary>>(
            reader => [.. reader.Schema.List()
                .Where(entry => request.NameContains is not { } part || entry.Name.Contains(part, StringComparison.OrdinalIgnoreCase))
                .Select(entry => new ObjectSummary
                {
                    Name = entry.Name,
                    Label = entry.Name,
                    Custom = true,
                    Writable = entry.Kind == "table",
                    ApproximateCount = request.IncludeCounts && entry.Kind == "table" ? reader.Database.ScalarInt64($"SELECT count(*) FROM {Names.Quote(entry.Name)}") : null,
                })],
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ReadAsync(reader => reader.Schema.Require(request.Object).ToSchema(), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ReadAsync<IReadOnlyList<Relationship>>(
            reader =>
            {
                var table = reader.Schema.Require(request.Object);
                return
                [
                    .. table.ForeignKeys.Select(key => new Relationship
                    {
                        Name = key.Name,
                        FromObject = table.Name,
                        ToObject = reader.Schema.Find(key.ToTable)?.Name ?? key.ToTable,
                        Field = key.FromColumn,
                        Kind = RelationshipKind.Parent,
                        CascadeDelete = key.Cascade,
                    }),
                    .. reader.Schema.Children(table.Name).Select(key => new Relationship
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
        while (idle.TryTake(out var reader))
            reader.Dispose();

        // Last: who may write folds the write-ahead log back into the database.
        plans.Dispose();
        writer.Dispose();
        writing.Release();
    }

    /// <summary>Runs a short read on a thread of the pool, as one call.</summary>
    private async Task<T> ReadAsync<T>(Func<Reader, T> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, disposing.Token);
        return await Task.Run(
            () =>
            {
                Interlocked.Increment(ref calls);
                var reader = Rent();
                try
                {
                    return Interruptible(reader.Database, () => read(reader), linked.Token, cancellationToken);
                }
                finally
                {
                    Return(reader);
                }
            },
            linked.Token).ConfigureAwait(false);
    }

    /// <summary>Runs a write when no other one is under way, as one call.</summary>
    private async Task<T> WriteAsync<T>(Func<CancellationToken, T> write, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, disposing.Token);
        await writing.WaitAsync(linked.Token).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(disposed != 0, this);
            return await Task.Run(
                () =>
                {
                    Interlocked.Increment(ref calls);
                    return Interruptible(writer, () => write(linked.Token), linked.Token, cancellationToken);
                },
                linked.Token).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    private static T Interruptible<T>(Database database, Func<T> work, CancellationToken ends, CancellationToken callers)
    {
        using var ending = database.EndOn(ends);
        try
        {
            return work();
        }
        catch (DriverException) when (callers.IsCancellationRequested)
        {
            throw new OperationCanceledException(callers);
        }
    }

    private Reader Rent() => idle.TryTake(out var reader) ? reader : Reader.Open(path, busyTimeout);

    private void Return(Reader reader)
    {
        reader.Database.Rollback();
        if (disposed != 0 || idle.Count >= MaxIdleReaders)
            reader.Dispose();
        else
            idle.Add(reader);
    }
}
