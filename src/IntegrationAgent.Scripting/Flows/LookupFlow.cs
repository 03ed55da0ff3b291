using IntegrationAgent.Driver;

namespace IntegrationAgent.Scripting.Flows;

/// <summary>Joins each element with the record of another query that has its key: one keyed read for each page of the source, not one for each element.</summary>
internal sealed class LookupFlow<T, TOther, TResult>(Flow<T> source, SourceFlow<TOther> other, Func<T, Text> key, string otherField, Func<T, TOther?, TResult> result)
    : Flow<TResult>(source.Context)
    where TOther : SourceRecord, new()
{
    internal const int KeysPerRead = 200;

    internal override bool RemembersItems => source.RemembersItems;

    internal override Task RunAsync(FlowSink<TResult> sink, FlowRun run, CancellationToken cancellationToken) =>
        source.RunAsync(new Sink(sink, run, other, key, otherField, result), run, cancellationToken);

    private sealed class Sink(FlowSink<TResult> next, FlowRun run, SourceFlow<TOther> other, Func<T, Text> key, string otherField, Func<T, TOther?, TResult> result)
        : FlowSink<T>
    {
        private readonly List<T> waiting = [];

        public override void Accept(T item) => waiting.Add(item);

        public override async ValueTask EndPageAsync(long before, CancellationToken cancellationToken)
        {
            var keys = waiting.Select(key).ToArray();
            var found = new Dictionary<string, TOther>(StringComparer.Ordinal);
            var pages = new List<RecordPage>();
            try
            {
                foreach (var chunk in keys.Where(one => !one.IsNull).Select(one => one.ToString()).Distinct(StringComparer.Ordinal).Chunk(KeysPerRead))
                    await ReadAsync(chunk, found, pages, cancellationToken).ConfigureAwait(false);
                for (var i = 0; i < waiting.Count; i++)
                {
                    next.Accept(result(waiting[i], keys[i].IsNull ? null : found.GetValueOrDefault(keys[i].ToString())));
                    if (next.IsFull)
                        await next.FlushAsync(i == waiting.Count - 1 ? before + 1 : before, cancellationToken).ConfigureAwait(false);
                }

                waiting.Clear();
                await next.EndPageAsync(before, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (!run.KeepsItems)
                    pages.ForEach(static page => page.Dispose());
            }
        }

        public override ValueTask CompleteAsync(long position, CancellationToken cancellationToken) => next.CompleteAsync(position, cancellationToken);

        private async Task ReadAsync(string[] keys, Dictionary<string, TOther> found, List<RecordPage> pages, CancellationToken cancellationToken)
        {
            await foreach (var page in other.ReadKeyedAsync(otherField, keys, other.Context.NextLookup(), cancellationToken).ConfigureAwait(false))
            {
                pages.Add(page);
                var field = page.Schema.IndexOf(otherField);
                for (var row = 0; row < page.Count; row++)
                {
                    var record = page[row];
                    var item = new TOther();
                    item.Bind(record);
                    // The first record of a key wins, as a database's unique key would have it.
                    found.TryAdd(record.GetValue(field).ToInvariantString(), item);
                }
            }
        }
    }
}
