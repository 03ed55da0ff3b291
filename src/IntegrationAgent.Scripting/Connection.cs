using System.Linq.Expressions;
using IntegrationAgent.Driver;
using IntegrationAgent.Scripting.Filters;
using IntegrationAgent.Scripting.Flows;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Scripting;

/// <summary>A system by its name in the workspace. What a script may do with it is decided outside of the script.</summary>
public sealed partial class Connection
{
    private readonly ScriptContext context;

    internal Connection(ScriptContext context, string name)
    {
        this.context = context;
        Name = name;
    }

    /// <summary>The connection's name.</summary>
    public string Name { get; }

    /// <summary>The records of the object that the class stands for, with the fields of the class.</summary>
    public SourceFlow<T> Query<T>()
        where T : SourceRecord, new()
    {
        RequireSame(SourceShape<T>.Connection, typeof(T));
        return new SourceFlow<T>(context, Name);
    }

    /// <summary>Creates or updates records by key.</summary>
    /// <param name="rows">The records, in a flow.</param>
    /// <param name="key">What identifies a record: <c>row =&gt; row.Id</c>, or <c>row =&gt; new { row.A, row.B }</c>.</param>
    /// <param name="cancellationToken">Gives the write up.</param>
    public Task<WriteResult> UpsertAsync<TRow, TKey>(Flow<TRow> rows, Expression<Func<TRow, TKey>> key, CancellationToken cancellationToken)
        where TRow : class => WriteAsync(rows, WriteMode.Upsert, KeyOf(key), cancellationToken);

    /// <summary>Creates or updates records by key, from a list: outside of a flow, so the step begins anew after a crash.</summary>
    /// <param name="rows">The records.</param>
    /// <param name="key">What identifies a record: <c>row =&gt; row.Id</c>, or <c>row =&gt; new { row.A, row.B }</c>.</param>
    /// <param name="cancellationToken">Gives the write up.</param>
    public Task<WriteResult> UpsertAsync<TRow, TKey>(IEnumerable<TRow> rows, Expression<Func<TRow, TKey>> key, CancellationToken cancellationToken)
        where TRow : class => WriteAsync(new ListFlow<TRow>(context, rows), WriteMode.Upsert, KeyOf(key), cancellationToken);

    /// <summary>Creates records. A crash may leave the last of them in doubt; an upsert by key cannot.</summary>
    public Task<WriteResult> InsertAsync<TRow>(Flow<TRow> rows, CancellationToken cancellationToken)
        where TRow : class => WriteAsync(rows, WriteMode.Insert, [], cancellationToken);

    /// <summary>Updates records by key; a record that is not there is refused and set aside.</summary>
    public Task<WriteResult> UpdateAsync<TRow, TKey>(Flow<TRow> rows, Expression<Func<TRow, TKey>> key, CancellationToken cancellationToken)
        where TRow : class => WriteAsync(rows, WriteMode.Update, KeyOf(key), cancellationToken);

    /// <summary>Deletes records by key. Only the key is sent.</summary>
    public Task<WriteResult> DeleteAsync<TRow, TKey>(Flow<TRow> rows, Expression<Func<TRow, TKey>> key, CancellationToken cancellationToken)
        where TRow : class => WriteAsync(rows, WriteMode.Delete, KeyOf(key), cancellationToken);

    private static IReadOnlyList<string> KeyOf<TRow, TKey>(Expression<Func<TRow, TKey>> key)
        where TRow : class => FieldSelector.TargetFields(key, TargetShape<TRow>.Instance);

    private async Task<WriteResult> WriteAsync<TRow>(Flow<TRow> rows, WriteMode mode, IReadOnlyList<string> keyFields, CancellationToken cancellationToken)
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(rows);
        var shape = mode == WriteMode.Delete ? TargetShape<TRow>.Instance.Only(keyFields) : TargetShape<TRow>.Instance;
        RequireSame(shape.Connection, typeof(TRow));
        var step = context.NextWrite();
        using var sink = new WriteSink<TRow>(shape, meetsAgain: mode is WriteMode.Insert or WriteMode.Update);
        Backends.IScriptWrite? write = null;
        FlowRun? run = null;
        run = new FlowRun { KeepsItems = false, LeftFlow = rows.RemembersItems, Started = BeginAsync };
        try
        {
            await rows.RunAsync(sink, run, cancellationToken).ConfigureAwait(false);
            var reply = await (write ?? throw new InvalidOperationException("The write has not begun.")).CompleteAsync(cancellationToken).ConfigureAwait(false);
            return new WriteResult
            {
                Created = reply.Created,
                Updated = reply.Updated,
                Unchanged = reply.Unchanged,
                Deleted = reply.Deleted,
                Quarantined = reply.Quarantined,
            };
        }
        finally
        {
            if (write is not null)
                await write.DisposeAsync().ConfigureAwait(false);
        }

        async ValueTask BeginAsync(CancellationToken token)
        {
            var body = new ScriptWriteBody
            {
                Connection = Name,
                Object = shape.ObjectName,
                Mode = mode,
                KeyFields = keyFields,
                Step = step,
                SourceStep = run!.Step >= 0 ? run.Step : null,
            };
            write = await context.Backend.OpenWriteAsync(body, shape.Schema, token).ConfigureAwait(false);
            sink.Begin(write);
        }
    }

    private void RequireSame(string declared, Type binding)
    {
        if (string.Equals(declared, Name, StringComparison.Ordinal))
            return;
        throw new ScriptException(
            "E-SCR-BINDING",
            $"{binding.Name} belongs to the connection '{declared}', not to '{Name}'.",
            $"Use job.Connection(\"{declared}\"), or bindings that were generated for '{Name}'.");
    }
}
