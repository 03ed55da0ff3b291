using System.Globalization;
using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace Acme_Drivers.Zephyr;

public sealed partial class ZephyrClient
{
    /// <inheritdoc />
    public IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Limit is < 0 || request.PageSize is < 1 || request.MaxCalls is < 1)
            throw new ArgumentException("A limit is 0 or more; a page size and a budget are 1 or more.", nameof(request));
        return StreamAsync(request, cancellationToken);
    }

    private async IAsyncEnumerable<RecordPage> StreamAsync(QueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        var plan = await QueryPlan.CreateAsync(schemas, request, cancellationToken).ConfigureAwait(false);
        var position = QueryPosition.Parse(request.Cursor);
        var reader = new JsonPageReader(plan.Map, "records", "next", "remaining");
        using var fetched = new RecordPageWriter(plan.Wire);
        using var selected = new RecordPageWriter(plan.Schema);
        var guard = new CursorGuard();
        for (var calls = 1; ; calls++)
        {
            var most = request.Limit - position.Delivered ?? long.MaxValue;
            if (most <= 0)
            {
                yield return RecordPage.Empty(plan.Schema, StopReason.Limit);
                yield break;
            }

            // What the server does not filter it does not count either: then whole pages are read.
            var (next, remaining) = await FetchAsync(plan, reader, fetched, position.Next, plan.Local is null ? Math.Min(plan.PageSize, most) : plan.PageSize, cancellationToken).ConfigureAwait(false);
            if (next is not null)
                guard.Follow(next);
            var output = fetched;
            if (plan.Local is not null)
            {
                using var whole = fetched.ToPage();
                plan.Select(whole, selected, most);
                output = selected;
            }

            position = new QueryPosition(position.Delivered + output.Count, next);
            StopReason? stop = position.Delivered >= request.Limit ? StopReason.Limit
                : next is null ? StopReason.Exhausted
                : calls >= request.MaxCalls ? StopReason.Budget
                : null;
            yield return output.ToPage(
                stop,
                cursor: stop is StopReason.Exhausted or StopReason.Limit ? null : position.ToString(),
                totalCount: plan.Local is null ? position.Delivered + remaining : null);
            if (stop is not null)
                yield break;
        }
    }

    /// <summary>Reads one page of the server into the writer. When the connection breaks in the middle of it, it is read again as a whole.</summary>
    private async Task<(string? Next, long Remaining)> FetchAsync(QueryPlan plan, JsonPageReader reader, RecordPageWriter writer, string? cursor, long most, CancellationToken cancellationToken) =>
        await http.SendAsync(
            () => plan.Request(cursor, most),
            async (_, stream, token) =>
            {
                // Nothing is kept of an attempt that broke off.
                writer.ToPage().Dispose();
                await reader.ReadAsync(stream, writer, token).ConfigureAwait(false);
                var next = reader.GetEnvelope(0);

                // The server says how many records come after this page. An answer that does not, or that ends before they came, is not the end.
                if (!long.TryParse(reader.GetEnvelope(1), NumberStyles.None, CultureInfo.InvariantCulture, out var remaining) || (next is null) != (remaining == 0))
                    throw new DriverException(DriverErrorCode.IncompleteResult, "Zephyr ended the result before all records came. Read it again.") { Retry = RetryAdvice.After };
                return (next, remaining);
            },
            cancellationToken).ConfigureAwait(false);
}
