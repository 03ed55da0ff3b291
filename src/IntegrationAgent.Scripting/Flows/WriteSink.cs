using IntegrationAgent.Driver;
using IntegrationAgent.Scripting.Backends;

namespace IntegrationAgent.Scripting.Flows;

/// <summary>Fills pages with rows and hands them to a write.</summary>
internal sealed class WriteSink<TRow>(TargetShape<TRow> shape) : FlowSink<TRow>, IDisposable
    where TRow : class
{
    internal const int PageRows = 2_000;
    internal const int PageBytes = 1024 * 1024;
    private readonly RecordPageWriter page = new(shape.Schema);
    private IScriptWrite? write;

    public override bool IsFull => page.Count >= PageRows || page.ByteLength >= PageBytes;

    public void Begin(IScriptWrite target) => write = target;

    public override void Accept(TRow item) => shape.Write(page, item);

    public override async ValueTask FlushAsync(long position, CancellationToken cancellationToken)
    {
        if (page.Count == 0)
            return;
        using var full = page.ToPage();
        await (write ?? throw new InvalidOperationException("The write has not begun.")).SendAsync(full, position, cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask CompleteAsync(long position, CancellationToken cancellationToken) => FlushAsync(position, cancellationToken);

    public void Dispose() => page.Dispose();
}
