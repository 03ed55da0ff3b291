using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.State.Sqlite;

/// <summary>The state store in a workspace's own database.</summary>
internal sealed class SqliteStateStore : IStateStore
{
    private readonly SqliteDatabase database;
    private readonly AuditKey auditKey;
    private bool disposed;

    private SqliteStateStore(SqliteDatabase database, WorkspaceKey key, AuditKey auditKey, PersonalKeys personalKeys, SqliteAuditLog audit, StateOptions options)
    {
        this.database = database;
        this.auditKey = auditKey;
        var approvals = new SqliteApprovalStore(database, personalKeys, key);
        Audit = audit;
        Approvals = approvals;
        Runs = new SqliteRunStore(database, approvals, options.Faults);
        Effects = new SqliteEffectLedger(database, personalKeys, options.Faults);
        Quarantine = new SqliteQuarantineStore(database, personalKeys);
        Discovery = new SqliteDiscoveryCache(database, key);
        Results = new SqliteResultStore(database, key);
        Idempotency = new SqliteIdempotencyStore(database);
        PersonalData = new SqlitePersonalData(database);
        Clock = new TimeProviderClock(options.Time);
    }

    public IRunStore Runs { get; }

    public IEffectLedger Effects { get; }

    public IApprovalStore Approvals { get; }

    public IQuarantineStore Quarantine { get; }

    public IDiscoveryCache Discovery { get; }

    public IResultStore Results { get; }

    public IIdempotencyStore Idempotency { get; }

    public IPersonalData PersonalData { get; }

    public IAuditLog Audit { get; }

    public IStateClock Clock { get; }

    internal SqliteDatabase Database => database;

    public static async Task<SqliteStateStore> OpenAsync(WorkspacePaths paths, AuditSettings settings, StateOptions options, CancellationToken cancellationToken)
    {
        LocalFileSystem.RequireLocal(paths.StateDatabase);
        // Read before the database is opened: what stands in the file now must be in the store later.
        var file = new CheckpointFile(AuditVerifier.CheckpointPath(paths, settings));
        var lines = file.Read();
        var key = WorkspaceKey.Load(paths.Key, mayCreate: !File.Exists(paths.StateDatabase));
        var database = SqliteDatabase.Open(paths.StateDatabase, options);
        try
        {
            await SqliteSchema.MigrateAsync(database, cancellationToken).ConfigureAwait(false);
            var personalKeys = new PersonalKeys(key);
            var chain = new AuditChain(options.Scrubber, personalKeys, settings.CheckpointEvery);
            database.Chain = chain;
            var auditKey = await AuditGenesis.OpenAsync(database, paths, file, lines, cancellationToken).ConfigureAwait(false);
            var audit = new SqliteAuditLog(database, chain, auditKey, file, paths, options.Faults);
            database.BeforeWrite = token => chain.CheckpointDue ? audit.CheckpointAsync(token) : Task.CompletedTask;
            return new SqliteStateStore(database, key, auditKey, personalKeys, audit, options);
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }
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
}
