using IntegrationAgent.Driver;
using IntegrationAgent.Scripting.Backends;

namespace IntegrationAgent.Scripting.Flows;

/// <summary>
/// Fills pages with rows and hands them to a write. What can be told by key may be cut anywhere, as it may be sent again. Other rows (<paramref name="meetsAgain"/>)
/// must come in the same pages when their source is read again from the end of one of its pages: no page of theirs spans two of the source, and each is cut
/// by its own rows only.
/// </summary>
internal sealed class WriteSink<TRow>(TargetShape<TRow> shape, bool meetsAgain) : FlowSink<TRow>, IDisposable
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
    private long current;

    /// <summary>How many pages of the source are used up with the last page that ended where one of them does.</summary>
    private long ended;

    public override bool IsFull => page.Count >= (meetsAgain || sent < FirstPages ? FirstRows : PageRows) || page.ByteLength >= PageBytes;

    public void Begin(IScriptWrite target) => write = target;

    public override void Accept(TRow item) => shape.Write(page, item);

    public override ValueTask FlushAsync(long position, CancellationToken cancellationToken)
    {
        if (!meetsAgain || position > current)
            ended = position;
        return SendAsync(cancellationToken);
    }

    public override ValueTask EndPageAsync(long before, CancellationToken cancellationToken)
    {
        current = before + 1;
        if (!meetsAgain || page.Count == 0)
            return ValueTask.CompletedTask;
        ended = current;
        return SendAsync(cancellationToken);
    }

    public override ValueTask CompleteAsync(long position, CancellationToken cancellationToken)
    {
        ended = position;
        return SendAsync(cancellationToken);
    }

    public void Dispose() => page.Dispose();

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (page.Count == 0)
            return;
        sent++;
        using var full = page.ToPage();
        await (write ?? throw new InvalidOperationException("The write has not begun.")).SendAsync(full, ended, cancellationToken).ConfigureAwait(false);
    }
}
