using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;
using IntegrationAgent.Scripting.Filters;
using IntegrationAgent.Scripting.Flows;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Scripting;

/// <summary>The records of one object as they come from the source. What is said here becomes the query.</summary>
public sealed class SourceFlow<T> : Flow<T>
    where T : SourceRecord, new()
{
    private readonly string connection;
    private readonly Filter? filter;
    private readonly IReadOnlyList<SortField> order;
    private readonly long? limit;
    private readonly string? changedSince;
    private readonly DeleteRule deletes;

    internal SourceFlow(ScriptContext context, string connection)
        : base(context)
    {
        this.connection = connection;
        order = [];
    }

    private SourceFlow(SourceFlow<T> from, Filter? filter = null, IReadOnlyList<SortField>? order = null, long? limit = null, string? changedSince = null, DeleteRule? deletes = null)
        : base(from.Context)
    {
        connection = from.connection;
        this.filter = filter ?? from.filter;
        this.order = order ?? from.order;
        this.limit = limit ?? from.limit;
        this.changedSince = changedSince ?? from.changedSince;
        this.deletes = deletes ?? from.deletes;
    }

    internal override bool RemembersItems => false;

    /// <summary>
    /// Only records that match; several are joined by and. It becomes a filter of the source, so only comparisons of fields with values, <c>&amp;&amp;</c>,
    /// <c>||</c>, <c>!</c>, <c>StartsWith</c>, <c>EndsWith</c>, <c>Contains</c> and membership in a list are possible. Values are taken now.
    /// </summary>
    /// <exception cref="ScriptException"><c>E-SCR-FILTER</c>, with the part that has no counterpart.</exception>
    public SourceFlow<T> Where(Expression<Func<T, bool>> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        var added = FilterTranslator.Translate(predicate);
        return new(this, filter: filter is null ? added : Filter.And(filter, added));
    }

    /// <summary>In the order of that field, smallest first.</summary>
    public SourceFlow<T> OrderBy<TKey>(Expression<Func<T, TKey>> field) => Ordered(field, descending: false);

    /// <summary>In the order of that field, greatest first.</summary>
    public SourceFlow<T> OrderByDescending<TKey>(Expression<Func<T, TKey>> field) => Ordered(field, descending: true);

    /// <summary>At most so many records.</summary>
    public SourceFlow<T> Take(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return new(this, limit: Math.Min(count, limit ?? long.MaxValue));
    }

    /// <summary>Only records that changed after the last checkpoint, by the field that grows with every change. The first run reads everything.</summary>
    public SourceFlow<T> ChangedSince<TKey>(Expression<Func<T, TKey>> field) => new(this, changedSince: FieldSelector.SourceField(field).Name);

    /// <summary>What to do about records that are deleted at the source. Without it they are not looked for.</summary>
    public SourceFlow<T> WithDeletes(DeleteRule rule) => new(this, deletes: rule);

    internal override async Task RunAsync(FlowSink<T> sink, FlowRun run, CancellationToken cancellationToken)
    {
        run.Step = Context.NextQuery();
        if (run.Started is { } started)
            await started(cancellationToken).ConfigureAwait(false);
        long used = 0;
        await foreach (var page in Context.Backend.QueryAsync(Body(run.Step, run.LeftFlow), cancellationToken).ConfigureAwait(false))
        {
            try
            {
                Check(page.Schema);
                for (var row = 0; row < page.Count; row++)
                {
                    var item = new T();
                    item.Bind(page[row]);
                    sink.Accept(item);
                    if (sink.IsFull)
                        await sink.FlushAsync(row == page.Count - 1 ? used + 1 : used, cancellationToken).ConfigureAwait(false);
                }

                await sink.EndPageAsync(used, cancellationToken).ConfigureAwait(false);
                used++;
            }
            finally
            {
                if (!run.KeepsItems)
                    page.Dispose();
            }
        }

        await sink.CompleteAsync(used, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The records whose field has one of these values.</summary>
    internal async IAsyncEnumerable<RecordPage> ReadKeyedAsync(string field, string[] keys, int step, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var binding = SourceShape<T>.Fields.First(one => one.Name == field);
        var keyed = Filter.In(field, [.. keys.Select(key => FilterTranslator.Key(key, binding.Type))]);
        var body = new SourceFlow<T>(this, filter: filter is null ? keyed : Filter.And(filter, keyed)).Body(step, leftFlow: true);
        await foreach (var page in Context.Backend.QueryAsync(body, cancellationToken).ConfigureAwait(false))
        {
            Check(page.Schema);
            yield return page;
        }
    }

    private SourceFlow<T> Ordered<TKey>(Expression<Func<T, TKey>> field, bool descending) =>
        new(this, order: [.. order, new SortField { Field = FieldSelector.SourceField(field).Name, Descending = descending }]);

    private ScriptQueryBody Body(int step, bool leftFlow) => new()
    {
        Connection = connection,
        Query = new QueryRequest
        {
            Object = SourceShape<T>.ObjectName,
            Fields = SourceShape<T>.FieldNames,
            Filter = filter,
            OrderBy = order,
            Limit = limit,
        },
        Step = step,
        ChangedSince = changedSince,
        Deletes = (Wire.Messages.DeleteRule)deletes,
        LeftFlow = leftFlow,
    };

    /// <summary>Bindings read by position: the answer's columns must be the ones that were asked for.</summary>
    private static void Check(RecordSchema schema)
    {
        var names = SourceShape<T>.FieldNames;
        for (var i = 0; i < names.Count; i++)
        {
            if (i >= schema.Fields.Count || !string.Equals(schema.Fields[i].Name, names[i], StringComparison.Ordinal))
            {
                throw new ScriptException(
                    "E-SCR-SCHEMA",
                    $"The answer for {SourceShape<T>.ObjectName} does not have the field '{names[i]}' in its place.",
                    "Discover the object again and check the integration.");
            }
        }
    }
}
