namespace IntegrationAgent.Scripting.Flows;

/// <summary>A step that hands on everything but the element itself.</summary>
internal abstract class TransformSink<T, TNext>(FlowSink<TNext> next) : FlowSink<T>
{
    public override bool IsFull => next.IsFull;

    protected FlowSink<TNext> Next => next;

    public override ValueTask FlushAsync(long position, CancellationToken cancellationToken) => next.FlushAsync(position, cancellationToken);

    public override ValueTask EndPageAsync(long before, CancellationToken cancellationToken) => next.EndPageAsync(before, cancellationToken);

    public override ValueTask CompleteAsync(long position, CancellationToken cancellationToken) => next.CompleteAsync(position, cancellationToken);
}
