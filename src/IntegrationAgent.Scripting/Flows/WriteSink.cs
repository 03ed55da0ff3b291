using IntegrationAgent.Driver;
using IntegrationAgent.Scripting.Backends;

namespace IntegrationAgent.Scripting.Flows;

/// <summary>Fills pages with rows and hands them to a write.</summary>
internal sealed class WriteSink<TRow>(TargetShape<TRow> shape) : FlowSink<TRow>, IDisposable
    where TRow : class
{
    /// <summary>A short flow has several pages, so that little is under way and a checkpoint comes soon.</summary>
    internal const int FirstRows = 2_000;

    /// <summary>So many pages have <see cref="FirstRows"/>; a long flow pays for each page of the rest once, whatever is in it.</summary>
    internal const int FirstPages = 8;

    internal const int PageRows = 10_000;

    /// <summary>With its frame a page still fits into a pooled buffer of 1 MiB.</summary>
    internal const int PageBytes = (1024 - 64) * 1024;
    private readonly RecordPageWriter page = new(shape.Schema);
    private IScriptWrite? write;
    private int sent;

    public override bool IsFull => page.Count >= (sent < FirstPages ? FirstRows : PageRows) || page.ByteLength >= PageBytes;

    public void Begin(IScriptWrite target) => write = target;

    public override void Accept(TRow item) => shape.Write(page, item);

    public override async ValueTask FlushAsync(long position, CancellationToken cancellationToken)
    {
        if (page.Count == 0)
            return;
        sent++;
        using var full = page.ToPage();
        await (write ?? throw new InvalidOperationException("The write has not begun.")).SendAsync(full, position, cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask CompleteAsync(long position, CancellationToken cancellationToken) => FlushAsync(position, cancellationToken);

    public void Dispose() => page.Dispose();
}
