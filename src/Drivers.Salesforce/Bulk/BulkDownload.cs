namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// The pages of one result in their order, several of them on their way at once where the org says where they are; one after the other where it does not.
/// Not thread-safe.
/// </summary>
internal sealed class BulkDownload(BulkPageLoader loader, string job, string start, long skip, int size, int width) : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Queue<(string Locator, Task<BulkLoadedPage> Page)> underWay = new();
    private readonly Queue<string> known = new();
    private string? more = start;
    private bool listed = true;
    private bool first = true;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        foreach (var (_, task) in underWay)
        {
            await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!task.IsCompletedSuccessfully)
                continue;
            foreach (var part in (await task.ConfigureAwait(false)).Parts)
                part.Dispose();
        }

        stop.Dispose();
    }

    /// <summary>The next page and its locator; null after the last.</summary>
    internal async ValueTask<(string Locator, BulkLoadedPage Page)?> NextAsync(CancellationToken cancellationToken)
    {
        await FillAsync(cancellationToken).ConfigureAwait(false);
        if (!underWay.TryPeek(out var next))
            return null;
        var page = await next.Page.WaitAsync(cancellationToken).ConfigureAwait(false);
        underWay.Dequeue();
        if (!listed)
            more = page.Next;
        return (next.Locator, page);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        while (underWay.Count < width)
        {
            if (known.Count == 0 && more is not null && listed)
                await ListAsync(cancellationToken).ConfigureAwait(false);
            if (known.Count == 0)
            {
                // Without a list only the page before says which one comes next.
                if (listed || more is null || underWay.Count > 0)
                    return;
                known.Enqueue(more);
                more = null;
            }

            var locator = known.Dequeue();
            var left = first ? skip : 0;
            first = false;
            underWay.Enqueue((locator, loader.LoadAsync(job, locator, left, size, stop.Token)));
        }
    }

    private async ValueTask ListAsync(CancellationToken cancellationToken)
    {
        var list = await loader.ListAsync(job, more!, cancellationToken).ConfigureAwait(false);
        if (list is null)
        {
            listed = false;
            return;
        }

        foreach (var locator in list.Locators)
            known.Enqueue(locator);
        more = list.Next;
    }
}
