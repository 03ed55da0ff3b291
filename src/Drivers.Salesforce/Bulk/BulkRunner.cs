using System.Globalization;
using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Reads a plan through a job of the Bulk API 2.0: one call to start it, a few to wait, one for each 20,000 records and one for each hundred thousand.</summary>
internal sealed class BulkRunner(DriverHttp http, ISalesforceApi api, DriverContext context, string version)
{
    private const int DefaultPage = 2000;

    /// <summary>How many pages are on their way at once, and with them in memory.</summary>
    private const int Width = 4;
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(10);

    /// <summary>A job that does not move for so long does not move any more.</summary>
    internal TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>True when the Bulk API can answer the plan as it is.</summary>
    internal static bool CanRun(QueryPlan plan) => plan.Tails.Count == 1 && plan.MaxCalls is null && BulkLayout.CanRead(plan);

    /// <summary>Starts a job for the plan and waits for its end. Gives where its result begins.</summary>
    internal async ValueTask<string> StartAsync(QueryPlan plan, CancellationToken cancellationToken)
    {
        var request = new BulkQueryRequest { Operation = plan.IncludeDeleted ? "queryAll" : "query", Query = new BulkLayout(plan).Query };
        var job = await api.CreateQueryJobAsync(version, request, CallIdempotency.Idempotent, cancellationToken).ConfigureAwait(false);
        var id = job.Id is { Length: > 0 } known ? known : throw new DriverException(DriverErrorCode.IncompleteResult, "Salesforce began a bulk query and did not say which. Try again.") { Retry = RetryAdvice.After };
        await WaitAsync(id, cancellationToken).ConfigureAwait(false);
        return new BulkCursor(id, "", 0, 0, 0).ToString();
    }

    internal async IAsyncEnumerable<RecordPage> RunAsync(QueryPlan plan, string cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = BulkCursor.Parse(cursor);
        var total = await WaitAsync(position.Job, cancellationToken).ConfigureAwait(false);
        var size = Math.Clamp(plan.PageSize ?? DefaultPage, 1, DefaultPage);
        var loader = new BulkPageLoader(http, new BulkLayout(plan), plan.Map.Schema, context, version);
        var download = new BulkDownload(loader, position.Job, position.Locator, position.ReadOfPage, size, Width);
        await using var held = download.ConfigureAwait(false);
        using var narrow = plan.CutsHere ? new RecordPageWriter(plan.Schema) : null;
        using var reader = new PartReader(download, position);
        var returned = position.Returned;
        while (true)
        {
            using var part = await reader.NextAsync(cancellationToken).ConfigureAwait(false) ?? new RecordPageWriter(plan.Map.Schema);
            if (reader.IsLast && total is { } promised && promised != reader.Position.Read)
                throw new DriverException(DriverErrorCode.IncompleteResult, string.Create(CultureInfo.InvariantCulture, $"The job promised {promised} records and sent {reader.Position.Read}. Read the result again.")) { Retry = RetryAdvice.After, Target = plan.Object };
            returned += narrow is null ? part.Count : PageAnswer.Reduce(plan, part, narrow, returned);
            StopReason? reason = plan.Limit is { } limit && returned >= limit ? StopReason.Limit : reader.IsLast ? StopReason.Exhausted : null;
            var next = reason is null ? (reader.Position with { Returned = returned }).ToString() : null;
            var count = plan.Residual is null && plan.Limit is null ? total : null;
            yield return (narrow ?? part).ToPage(reason, next, count);
            if (reason is not null)
                yield break;
        }
    }

    private static DriverException Ended(BulkJobInfo job)
    {
        var message = job.ErrorMessage ?? "";
        if (message.Contains("QUERY_TIMEOUT", StringComparison.OrdinalIgnoreCase))
            return new DriverException(DriverErrorCode.Timeout, "The bulk query ran too long. Filter on an indexed field.") { Retry = RetryAdvice.After, Detail = job.State };
        return new DriverException(DriverErrorCode.InvalidQuery, $"The bulk query ended as {job.State}. Set the connection's transport to rest to see why.") { Detail = $"job {job.Id} {job.State}" };
    }

    private async ValueTask<long?> WaitAsync(string id, CancellationToken cancellationToken)
    {
        var moved = (State: (string?)null, Records: (long?)null, At: context.TimeProvider.GetUtcNow());
        for (var wait = FirstPoll; ; wait = wait * 1.5 < LongestPoll ? wait * 1.5 : LongestPoll)
        {
            var job = await api.GetQueryJobAsync(version, id, cancellationToken).ConfigureAwait(false);
            var now = context.TimeProvider.GetUtcNow();
            if (job.State != moved.State || job.NumberRecordsProcessed != moved.Records)
                moved = (job.State, job.NumberRecordsProcessed, now);
            else if (now - moved.At > Patience)
                throw new DriverException(DriverErrorCode.Timeout, $"The bulk query stands still as {job.State}. Try again later, or set the connection's transport to rest.") { Retry = RetryAdvice.After, Detail = $"job {id} {job.State}" };
            switch (job.State)
            {
                case "JobComplete":
                    return job.NumberRecordsProcessed;
                case "Failed" or "Aborted":
                    throw Ended(job);
                default:
                    await Task.Delay(wait, context.TimeProvider, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }

    /// <summary>Goes through the parts of the pages, and knows where each ends.</summary>
    private sealed class PartReader(BulkDownload download, BulkCursor start) : IDisposable
    {
        private readonly long skipped = start.ReadOfPage;
        private IReadOnlyList<RecordPageWriter> parts = [];
        private (string Locator, BulkLoadedPage Page)? ahead;
        private int next;
        private bool began;

        /// <summary>After the part that was given last.</summary>
        internal BulkCursor Position { get; private set; } = start;

        internal bool IsLast => next == parts.Count && ahead is null;

        public void Dispose()
        {
            foreach (var part in parts.Skip(next).Concat(ahead?.Page.Parts ?? []))
                part.Dispose();
        }

        /// <summary>The next part; null where none is left.</summary>
        internal async ValueTask<RecordPageWriter?> NextAsync(CancellationToken cancellationToken)
        {
            if (!began)
                ahead = await download.NextAsync(cancellationToken).ConfigureAwait(false);
            while (next == parts.Count)
            {
                if (ahead is not { } turned)
                    return null;
                (parts, next) = (turned.Page.Parts, 0);
                Position = Position with { Locator = turned.Locator, ReadOfPage = began ? 0 : skipped };
                began = true;

                // One page further, so that the last is known as such.
                ahead = await download.NextAsync(cancellationToken).ConfigureAwait(false);
            }

            var part = parts[next++];
            Position = Position with { ReadOfPage = Position.ReadOfPage + part.Count, Read = Position.Read + part.Count };
            return part;
        }
    }
}
