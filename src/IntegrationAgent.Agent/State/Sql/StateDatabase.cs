using System.Data.Common;
using IntegrationAgent.Agent.Audit;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>
/// The database under the stores of this folder. Their SQL is what SQLite and PostgreSQL both understand; what differs is here: how a
/// connection is had, how writers take turns, whose clock counts, and the tables. A write is one transaction, nothing but the database is
/// touched inside one, and no two writes overlap, in whatever process: each of them appends to the one audit chain. Thread-safe.
/// </summary>
internal abstract class StateDatabase(StateOptions options) : IAsyncDisposable
{
    /// <summary>The file, or the server without its credential, as errors name it.</summary>
    public abstract string Name { get; }

    /// <summary>Whether processes of several machines may have it open, so that nobody here can tell whether another still lives.</summary>
    public abstract bool IsShared { get; }

    /// <summary>Set once the audit is open; a write appends through it.</summary>
    public AuditChain? Chain { get; set; }

    /// <summary>Called before a write, outside any transaction: signs a checkpoint that is due.</summary>
    public Func<CancellationToken, Task>? BeforeWrite { get; set; }

    /// <summary>The tables, step by step: a database at form n takes the steps after n.</summary>
    public abstract IReadOnlyList<string> SchemaSteps { get; }

    protected StateOptions Options { get; } = options;

    /// <summary>Reads from one moment of the database.</summary>
    public Task<T> ReadAsync<T>(Func<StateSession, T> read, CancellationToken cancellationToken) => UseAsync(
        connection =>
        {
            using var transaction = Begin(connection, write: false);
            return read(new StateSession(this, connection, transaction, Now(connection, transaction)));
        },
        cancellationToken);

    /// <summary>Runs <paramref name="write"/> in a transaction and commits it; passes <paramref name="fault"/> just before the commit.</summary>
    public async Task<T> WriteAsync<T>(Func<StateSession, T> write, CancellationToken cancellationToken, string? fault = null)
    {
        if (BeforeWrite is not null)
            await BeforeWrite(cancellationToken).ConfigureAwait(false);
        return await WriteNowAsync(write, cancellationToken, fault).ConfigureAwait(false);
    }

    /// <summary>As <see cref="WriteAsync"/>, without signing a checkpoint first.</summary>
    public Task<T> WriteNowAsync<T>(Func<StateSession, T> write, CancellationToken cancellationToken, string? fault = null) => UseAsync(
        connection =>
        {
            using var transaction = Begin(connection, write: true);
            var result = write(new StateSession(this, connection, transaction, Now(connection, transaction)));
            if (fault is not null)
                Options.Faults.Hit(fault);
            transaction.Commit();
            return result;
        },
        cancellationToken);

    /// <summary>Brings the tables to this program's form.</summary>
    /// <exception cref="AgentException"><c>E-STA-VERSION</c>: a newer program made them.</exception>
    public Task<long> MigrateAsync(CancellationToken cancellationToken) => WriteNowAsync(
        session =>
        {
            var form = ReadForm(session);
            if (form > SchemaSteps.Count)
                throw StateErrors.Version(Name, form);
            for (var step = (int)form; step < SchemaSteps.Count; step++)
                session.Execute(SchemaSteps[step]);
            if (form < SchemaSteps.Count)
                WriteForm(session, SchemaSteps.Count);
            return form;
        },
        cancellationToken);

    /// <summary>After something was deleted for good: sees that it does not stand in a log beside the data, where the database has one here.</summary>
    public abstract Task EmptyLogAsync(CancellationToken cancellationToken);

    /// <summary>Adds the parameter that the text calls <c>$<paramref name="ordinal"/></c>.</summary>
    public abstract void AddParameter(DbCommand command, int ordinal, object? value);

    public abstract ValueTask DisposeAsync();

    /// <summary>What went wrong, with code, cause and next action.</summary>
    public abstract AgentException Error(DbException exception);

    protected abstract Task<T> UseConnectionAsync<T>(Func<DbConnection, T> use, CancellationToken cancellationToken);

    /// <summary>Begins a transaction; one that writes waits until it is the only one.</summary>
    protected abstract DbTransaction Begin(DbConnection connection, bool write);

    protected abstract DateTimeOffset Now(DbConnection connection, DbTransaction transaction);

    protected abstract long ReadForm(StateSession session);

    protected abstract void WriteForm(StateSession session, long form);

    private async Task<T> UseAsync<T>(Func<DbConnection, T> use, CancellationToken cancellationToken)
    {
        try
        {
            return await UseConnectionAsync(use, cancellationToken).ConfigureAwait(false);
        }
        catch (DbException exception)
        {
            throw Error(exception);
        }
    }
}
