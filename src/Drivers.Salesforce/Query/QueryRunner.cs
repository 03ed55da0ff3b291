using System.Globalization;
using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Streams the pages of a plan. The next page is asked for while the caller works on the one before, so that two are held at most.</summary>
internal sealed class QueryRunner(QueryTransport transport, DriverContext context)
{
    /// <summary>More pieces than this mean that it is not their size that makes them slow.</summary>
    private const int MostRanges = 256;

    internal async IAsyncEnumerable<RecordPage> RunAsync(QueryPlan plan, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = QueryCursor.Parse(cursor) ?? new QueryCursor(0, 0, 0, "");
        if (position.Query >= plan.Queries.Count)
            throw new DriverException(DriverErrorCode.CursorExpired, "The cursor belongs to another query. Run the query again.");
        var fetcher = new PageFetcher(transport, plan) { MayAskAhead = MayAskAhead(plan, 1) };
        await using var disposal = fetcher.ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var guard = new CursorGuard();
        var calls = 0;
        var pending = FetchAsync(fetcher, plan, position, stop.Token);
        try
        {
            while (true)
            {
                calls++;
                fetcher.MayAskAhead = MayAskAhead(plan, calls);
                (var answer, position) = await pending.ConfigureAwait(false);
                fetcher.MayAskAhead = false;
                pending = Task.FromResult<(PageAnswer, QueryCursor)>(default);
                plan.FirstTotal ??= answer.TotalSize;
                var after = Advance(plan, position, answer);
                var reason = ReasonToStop(plan, after, answer, calls);
                if (after is not null && after.Next.Length > 0)
                    guard.Follow(after.Next);
                if (reason is null)
                    pending = FetchAsync(fetcher, plan, after!, stop.Token);
                var total = position.Ranges.Count == 0 ? TotalOf(plan, answer) : null;
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

    /// <summary>Fetches a page. A query that runs too long is cut in two by ids, again and again; one that cannot be cut is tried once more.</summary>
    private async Task<(PageAnswer Answer, QueryCursor Position)> FetchAsync(PageFetcher fetcher, QueryPlan plan, QueryCursor position, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (await fetcher.FetchAsync(position, cancellationToken).ConfigureAwait(false), position);
            }
            catch (SalesforceException exception) when (exception.ErrorCode == "QUERY_TIMEOUT")
            {
                if (position.Next.Length == 0 && plan.CanCut && await CutAsync(plan, position, cancellationToken).ConfigureAwait(false) is { } cut)
                {
                    context.Log.Write(DriverLogLevel.Warning, "query_cut", string.Create(CultureInfo.InvariantCulture, $"the query of {plan.Object} ran too long; {cut.Ranges.Count} ranges of ids are left"));
                    position = cut;
                }
                else if (attempt > 1)
                {
                    throw;
                }
            }
        }
    }

    private async ValueTask<QueryCursor?> CutAsync(QueryPlan plan, QueryCursor position, CancellationToken cancellationToken)
    {
        if (position.Ranges.Count >= MostRanges)
            return null;
        var range = position.Ranges.Count > 0 ? position.Ranges[0]
            : await EndAsync(plan, "ASC", cancellationToken).ConfigureAwait(false) is { } first && await EndAsync(plan, "DESC", cancellationToken).ConfigureAwait(false) is { } last
                ? IdRange.Between(first, last)
                : null;
        return range?.Halve() is { } halves ? position with { Ranges = [halves.Low, halves.High, .. position.Ranges.Skip(1)] } : null;
    }

    /// <summary>The least or the greatest id; an order by id with a limit is answered at once, whatever the size.</summary>
    private async ValueTask<string?> EndAsync(QueryPlan plan, string direction, CancellationToken cancellationToken)
    {
        var schema = new RecordSchema([new RecordField { Name = "Id", Type = FieldType.String }]);
        var query = new QueryPlan
        {
            Queries = [$"SELECT Id FROM {plan.Object} ORDER BY Id {direction} LIMIT 1"],
            Schema = schema,
            Map = new JsonRecordMap(schema, [["Id"]]),
            IncludeDeleted = plan.IncludeDeleted,
        };
        try
        {
            var fetcher = new PageFetcher(transport, query);
            await using var disposal = fetcher.ConfigureAwait(false);
            using var page = (await fetcher.FetchAsync(new QueryCursor(0, 0, 0, ""), cancellationToken).ConfigureAwait(false)).Take(StopReason.Limit, null, null);
            return page.Count > 0 && page[0].GetString(0) is { Length: >= 15 } id ? id : null;
        }
        catch (SalesforceException exception) when (exception.ErrorCode == "QUERY_TIMEOUT")
        {
            return null;
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
        if (position.Ranges.Count > 1)
            return new QueryCursor(position.Query, 0, returned, "") { Ranges = [.. position.Ranges.Skip(1)] };
        return position.Query + 1 < plan.Queries.Count ? new QueryCursor(position.Query + 1, 0, returned, "") : null;
    }

    /// <summary>With a limit in the query Salesforce counts up to the limit only.</summary>
    private static long? TotalOf(QueryPlan plan, PageAnswer answer) =>
        plan.Queries.Count == 1 && plan.Residual is null && (plan.Limit is null || plan.CutsHere || answer.TotalSize < plan.Limit) ? answer.TotalSize : null;

    /// <summary>Whether a further page is certainly wanted after the one of this call, and can be read right after it.</summary>
    private static bool MayAskAhead(QueryPlan plan, int calls) => !plan.CutsHere && !plan.CountOnly && plan.ChildColumns.Count == 0 && !(calls >= plan.MaxCalls);

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
