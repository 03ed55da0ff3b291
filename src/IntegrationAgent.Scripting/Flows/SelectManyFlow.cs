namespace IntegrationAgent.Scripting.Flows;

internal sealed class SelectManyFlow<T, TResult>(Flow<T> source, Func<T, IEnumerable<TResult>> selector) : Flow<TResult>(source.Context)
{
    internal override bool RemembersItems => source.RemembersItems;

    internal override Task RunAsync(FlowSink<TResult> sink, FlowRun run, CancellationToken cancellationToken) =>
        source.RunAsync(new Sink(sink, selector), run, cancellationToken);

    private sealed class Sink(FlowSink<TResult> next, Func<T, IEnumerable<TResult>> selector) : TransformSink<T, TResult>(next)
    {
        public override void Accept(T item)
        {
            foreach (var child in selector(item))
                Next.Accept(child);
        }
    }
}
