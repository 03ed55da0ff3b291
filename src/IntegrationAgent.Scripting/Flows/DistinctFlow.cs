namespace IntegrationAgent.Scripting.Flows;

/// <summary>Keeps the first element of each key. It remembers keys, so its step begins anew after a crash.</summary>
internal sealed class DistinctFlow<T>(Flow<T> source, Func<T, string?> key) : Flow<T>(source.Context)
{
    internal override bool RemembersItems => true;

    internal override Task RunAsync(FlowSink<T> sink, FlowRun run, CancellationToken cancellationToken) =>
        source.RunAsync(new Sink(sink, key), run, cancellationToken);

    private sealed class Sink(FlowSink<T> next, Func<T, string?> key) : TransformSink<T, T>(next)
    {
        private readonly HashSet<string> seen = new(StringComparer.Ordinal);
        private bool seenNull;

        public override void Accept(T item)
        {
            var value = key(item);
            var first = value is null ? !seenNull : seen.Add(value);
            seenNull |= value is null;
            if (first)
                Next.Accept(item);
        }
    }
}
