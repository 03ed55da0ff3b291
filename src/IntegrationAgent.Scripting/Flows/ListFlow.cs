namespace IntegrationAgent.Scripting.Flows;

/// <summary>Rows that come from no source: the script made them, or kept them.</summary>
internal sealed class ListFlow<T>(ScriptContext context, IEnumerable<T> items) : Flow<T>(context)
{
    internal override bool RemembersItems => true;

    internal override async Task RunAsync(FlowSink<T> sink, FlowRun run, CancellationToken cancellationToken)
    {
        if (run.Started is { } started)
            await started(cancellationToken).ConfigureAwait(false);
        foreach (var item in items)
        {
            sink.Accept(item);
            if (sink.IsFull)
                await sink.FlushAsync(0, cancellationToken).ConfigureAwait(false);
        }

        await sink.EndPageAsync(0, cancellationToken).ConfigureAwait(false);
        await sink.CompleteAsync(0, cancellationToken).ConfigureAwait(false);
    }
}
