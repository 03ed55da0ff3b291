namespace IntegrationAgent.Scripting.Flows;

/// <summary>What takes the elements of a flow. One flow drives it, one call at a time.</summary>
internal abstract class FlowSink<T>
{
    /// <summary>True when it wants to be flushed before it takes more.</summary>
    public virtual bool IsFull => false;

    /// <summary>Takes an element; the element's memory is only lent until the page's end.</summary>
    public abstract void Accept(T item);

    /// <summary>Makes room. The position says how many pages of the source are used up by then.</summary>
    public virtual ValueTask FlushAsync(long position, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Every element of a source page has been taken. Afterwards the page's memory may be used anew.</summary>
    /// <param name="before">How many pages of the source were used up before it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public virtual ValueTask EndPageAsync(long before, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>There are no more elements.</summary>
    public virtual ValueTask CompleteAsync(long position, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
