using System.Globalization;
using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Streams the pages of a plan. The next page is asked for while the caller works on the one before, so that two are held at most.</summary>
internal sealed class QueryRunner(QueryTransport transport)
{
    internal async IAsyncEnumerable<RecordPage> RunAsync(QueryPlan plan, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = QueryCursor.Parse(cursor) ?? new QueryCursor(0, 0, 0, "");
        if (position.Query >= plan.Queries.Count)
            throw new DriverException(DriverErrorCode.CursorExpired, "The cursor belongs to another query. Run the query again.");
        using var fetcher = new PageFetcher(transport, plan);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var guard = new CursorGuard();
        var calls = 0;
        var pending = fetcher.FetchAsync(position, stop.Token);
        try
        {
            while (true)
            {
                calls++;
                var answer = await pending.ConfigureAwait(false);
                pending = Task.FromResult<PageAnswer>(null!);
                var after = Advance(plan, position, answer);
                var reason = ReasonToStop(plan, after, answer, calls);
                if (after is not null && after.Next.Length > 0)
                    guard.Follow(after.Next);
                if (reason is null)
                    pending = fetcher.FetchAsync(after!, stop.Token);
                var total = TotalOf(plan, answer);
                yield return answer.Take(reason, after?.ToString(), total);
                if (reason is not null)
                    yield break;
                position = after!;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The position after an answer; null where everything has been read. An answer that is the last must bring the count to what was promised.</summary>
    private static QueryCursor? Advance(QueryPlan plan, QueryCursor position, PageAnswer answer)
    {
        var read = position.Read + answer.Count;
        var returned = position.Returned + answer.Kept;
        if (!answer.Done)
        {
            if (answer.Next is null || !QueryCursor.IsNextPage(answer.Next))
                throw Incomplete(plan, "Salesforce says that there is more, and not where.");
            return position with { Read = read, Returned = returned, Next = answer.Next };
        }

        if (answer.TotalSize is { } promised && promised != read)
            throw Incomplete(plan, string.Create(CultureInfo.InvariantCulture, $"Salesforce promised {promised} records and sent {read}."));
        return position.Query + 1 < plan.Queries.Count ? new QueryCursor(position.Query + 1, 0, returned, "") : null;
    }

    /// <summary>With a limit in the query Salesforce counts up to the limit only.</summary>
    private static long? TotalOf(QueryPlan plan, PageAnswer answer) =>
        plan.Queries.Count == 1 && plan.Residual is null && (plan.Limit is null || plan.CutsHere || answer.TotalSize < plan.Limit) ? answer.TotalSize : null;

    private static StopReason? ReasonToStop(QueryPlan plan, QueryCursor? after, PageAnswer answer, int calls)
    {
        if (plan.Limit is { } limit && answer.ReturnedBefore + answer.Kept >= limit)
            return StopReason.Limit;
        if (after is null)
            return StopReason.Exhausted;
        return plan.MaxCalls is { } most && calls >= most ? StopReason.Budget : null;
    }

    private static DriverException Incomplete(QueryPlan plan, string what) => new(DriverErrorCode.IncompleteResult, $"{what} Read the result again.")
    {
        Retry = RetryAdvice.After,
        Target = plan.Object.Length == 0 ? null : plan.Object,
    };
}
