using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>The state store in a SQL database: a workspace's own, or one that workers on several machines share.</summary>
internal sealed class SqlStateStore : IStateStore
{
    private readonly StateDatabase database;
    private readonly AuditKey auditKey;
    private bool disposed;

    private SqlStateStore(StateDatabase database, WorkspaceKey key, AuditKey auditKey, PersonalKeys personalKeys, SqlAuditLog audit, StateOptions options)
    {
        this.database = database;
        this.auditKey = auditKey;
        var approvals = new SqlApprovalStore(database, personalKeys, key);
        Audit = audit;
        Approvals = approvals;
        Runs = new SqlRunStore(database, approvals, options.Faults);
        Effects = new SqlEffectLedger(database, personalKeys, options.Faults);
        Quarantine = new SqlQuarantineStore(database, personalKeys);
        Discovery = new SqlDiscoveryCache(database, key);
        Results = new SqlResultStore(database, key);
        Idempotency = new SqlIdempotencyStore(database);
        PersonalData = new SqlPersonalData(database);
        Schedules = new SqlScheduleStore(database);
        Clock = new StateClock(database);
    }

    public IRunStore Runs { get; }

    public IEffectLedger Effects { get; }

    public IApprovalStore Approvals { get; }

    public IQuarantineStore Quarantine { get; }

    public IDiscoveryCache Discovery { get; }

    public IResultStore Results { get; }

    public IIdempotencyStore Idempotency { get; }

    public IPersonalData PersonalData { get; }

    public IScheduleStore Schedules { get; }

    public IAuditLog Audit { get; }

    public IStateClock Clock { get; }

    internal StateDatabase Database => database;

    public static async Task<SqlStateStore> OpenAsync(StateLocation location, AuditSettings settings, StateOptions options, CancellationToken cancellationToken)
    {
        var paths = location.Paths;
        // Read before the database is opened: what stands in the file now must be in the store later.
        var file = new CheckpointFile(location.CheckpointPath);
        var lines = file.Read();
        // A workspace's own key comes before its database: another process takes a database without a key for a loss.
        var ownKey = location.Server is null ? WorkspaceKey.Load(paths.Key, mayCreate: !File.Exists(paths.StateDatabase)) : null;
        var database = await OpenDatabaseAsync(location, options, cancellationToken).ConfigureAwait(false);
        try
        {
            await database.MigrateAsync(cancellationToken).ConfigureAwait(false);
            var key = ownKey ?? WorkspaceKey.Load(paths.Key, await database.ReadAsync(AuditChain.FindHead, cancellationToken).ConfigureAwait(false) is null);
            await StoreSeal.RequireAsync(database, key, paths.Key, cancellationToken).ConfigureAwait(false);
            var personalKeys = new PersonalKeys(key);
            var chain = new AuditChain(options.Scrubber, personalKeys, settings.CheckpointEvery);
            database.Chain = chain;
            var auditKey = await AuditGenesis.OpenAsync(database, paths, file, lines, cancellationToken).ConfigureAwait(false);
            var audit = new SqlAuditLog(database, chain, auditKey, file, location, options.Faults);
            database.BeforeWrite = token => chain.CheckpointDue ? audit.CheckpointAsync(token) : Task.CompletedTask;
            return new SqlStateStore(database, key, auditKey, personalKeys, audit, options);
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The database for reading only: without a key, a migration or a change. Null when there is none yet.</summary>
    public static async Task<StateDatabase?> OpenForReadingAsync(StateLocation location, CancellationToken cancellationToken)
    {
        if (location.Server is { } server)
            return await PostgresDatabase.OpenForReadingAsync(server, cancellationToken).ConfigureAwait(false);
        return File.Exists(location.Paths.StateDatabase) ? SqliteDatabase.OpenForReading(location.Paths.StateDatabase) : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        try
        {
            await Audit.CheckpointAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (AgentException)
        {
            // Everything is in the chain already. The next process signs it, and writes nothing while it cannot.
        }
        finally
        {
            await database.DisposeAsync().ConfigureAwait(false);
            auditKey.Dispose();
        }
    }

    private static async Task<StateDatabase> OpenDatabaseAsync(StateLocation location, StateOptions options, CancellationToken cancellationToken)
    {
        if (location.Server is { } server)
            return await PostgresDatabase.OpenAsync(server, options, cancellationToken).ConfigureAwait(false);
        LocalFileSystem.RequireLocal(location.Paths.StateDatabase);
        return SqliteDatabase.Open(location.Paths.StateDatabase, options);
    }
}
