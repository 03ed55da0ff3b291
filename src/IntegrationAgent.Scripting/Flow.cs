using System.Runtime.CompilerServices;
using System.Threading.Channels;
using IntegrationAgent.Driver;
using IntegrationAgent.Scripting.Flows;

namespace IntegrationAgent.Scripting;

/// <summary>
/// Elements on their way from a source to a target. Nothing is read before the flow is written or enumerated. Each element knows the page of the source that it
/// comes from, so that a checkpoint moves only past records that the target has acknowledged.
/// </summary>
/// <remarks>
/// Functions given to a flow look at one element at a time and keep nothing. Writing a flow twice reads it twice. Enumerating it, or <see cref="ToListAsync"/>,
/// leaves the flow: allowed, but the step then begins anew after a crash, and the plan says so.
/// </remarks>
public abstract class Flow<T>
{
    internal Flow(ScriptContext context) => Context = context;

    internal ScriptContext Context { get; }

    /// <summary>True when a step remembers something from one page to the next.</summary>
    internal abstract bool RemembersItems { get; }

    /// <summary>Makes something else of each element.</summary>
    public Flow<TResult> Select<TResult>(Func<T, TResult> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return new SelectFlow<T, TResult>(this, selector);
    }

    /// <summary>Makes any number of elements of each: child rows, for example.</summary>
    public Flow<TResult> SelectMany<TResult>(Func<T, IEnumerable<TResult>> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return new SelectManyFlow<T, TResult>(this, selector);
    }

    /// <summary>Keeps the first element of each key. Remembers every key, so the step begins anew after a crash.</summary>
    public Flow<T> DistinctBy(Func<T, string?> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new DistinctFlow<T>(this, key);
    }

    /// <summary>
    /// Joins each element with the record of another query, of any connection, that has its key; null where there is none, the first where there are several.
    /// The keys of a page are read together.
    /// </summary>
    /// <param name="other">Where to look, for example <c>job.Connection("crm").Query&lt;Account&gt;()</c>.</param>
    /// <param name="key">The element's key.</param>
    /// <param name="otherKey">The field of the other record that holds it, for example <c>account =&gt; account.Id</c>.</param>
    /// <param name="result">What becomes of the two.</param>
    public Flow<TResult> Lookup<TOther, TResult>(
        SourceFlow<TOther> other,
        Func<T, Text> key,
        System.Linq.Expressions.Expression<Func<TOther, Text>> otherKey,
        Func<T, TOther?, TResult> result)
        where TOther : SourceRecord, new()
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(otherKey);
        ArgumentNullException.ThrowIfNull(result);
        return new LookupFlow<T, TOther, TResult>(this, other, key, Filters.FieldSelector.SourceField(otherKey).Name, result);
    }

    /// <summary>Leaves the flow: reads everything into a list.</summary>
    public async Task<List<T>> ToListAsync(CancellationToken cancellationToken)
    {
        var sink = new ListSink<T>();
        await RunAsync(sink, new FlowRun { KeepsItems = true, LeftFlow = true }, cancellationToken).ConfigureAwait(false);
        return sink.Items;
    }

    /// <summary>Leaves the flow: <c>await foreach</c> goes through its elements.</summary>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    internal abstract Task RunAsync(FlowSink<T> sink, FlowRun run, CancellationToken cancellationToken);

    private async IAsyncEnumerable<T> EnumerateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channel = Channel.CreateBounded<List<T>>(1);
        var reading = ReadAsync();
        try
        {
            await foreach (var items in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                foreach (var item in items)
                    yield return item;
            }
        }
        finally
        {
            await stopped.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }

        async Task ReadAsync()
        {
            try
            {
                await RunAsync(new ChannelSink<T>(channel.Writer), new FlowRun { KeepsItems = true, LeftFlow = true }, stopped.Token).ConfigureAwait(false);
                channel.Writer.Complete();
            }
            catch (Exception exception)
            {
                // Whoever enumerates gets it.
                channel.Writer.Complete(exception);
            }
        }
    }
}
