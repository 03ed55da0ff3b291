using System.Globalization;
using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Reads a plan through a job of the Bulk API 2.0: one call to start it, a few to wait, one for each 50,000 records.</summary>
internal sealed class BulkRunner(DriverHttp http, ISalesforceApi api, DriverContext context, string version)
{
    private const int DefaultPage = 2000;
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(10);

    /// <summary>True when the Bulk API can answer the plan as it is.</summary>
    internal static bool CanRun(QueryPlan plan) => plan.Tails.Count == 1 && plan.MaxCalls is null;

    internal async IAsyncEnumerable<RecordPage> RunAsync(QueryPlan plan, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var layout = new BulkLayout(plan);
        var position = cursor is null
            ? new BulkCursor(await StartAsync(layout, plan.IncludeDeleted, cancellationToken).ConfigureAwait(false), "", 0, 0, 0)
            : BulkCursor.Parse(cursor);
        var total = await WaitAsync(position.Job, cancellationToken).ConfigureAwait(false);
        var reader = new BulkResultReader(http, layout, context, version, position);
        await using (reader.ConfigureAwait(false))
        {
            using var wide = new RecordPageWriter(plan.Map.Schema);
            using var narrow = plan.CutsHere ? new RecordPageWriter(plan.Schema) : null;
            var size = Math.Clamp(plan.PageSize ?? DefaultPage, 1, DefaultPage);
            var returned = position.Returned;
            while (true)
            {
                await reader.FillAsync(wide, size, cancellationToken).ConfigureAwait(false);
                if (reader.Done && total is { } promised && promised != reader.Position.Read)
                    throw new DriverException(DriverErrorCode.IncompleteResult, string.Create(CultureInfo.InvariantCulture, $"The job promised {promised} records and sent {reader.Position.Read}. Read the result again.")) { Retry = RetryAdvice.After, Target = plan.Object };
                returned += narrow is null ? wide.Count : PageAnswer.Reduce(plan, wide, narrow, returned);
                StopReason? reason = plan.Limit is { } limit && returned >= limit ? StopReason.Limit : reader.Done ? StopReason.Exhausted : null;
                var next = reason is null ? (reader.Position with { Returned = returned }).ToString() : null;
                var count = plan.Residual is null && plan.Limit is null ? total : null;
                yield return (narrow ?? wide).ToPage(reason, next, count);
                if (reason is not null)
                    yield break;
            }
        }
    }

    private static DriverException Ended(BulkJobInfo job)
    {
        var message = job.ErrorMessage ?? "";
        if (message.Contains("QUERY_TIMEOUT", StringComparison.OrdinalIgnoreCase))
            return new DriverException(DriverErrorCode.Timeout, "The bulk query ran too long. Filter on an indexed field.") { Retry = RetryAdvice.After, Detail = job.State };
        return new DriverException(DriverErrorCode.InvalidQuery, $"The bulk query ended as {job.State}. Set the connection's transport to rest to see why.") { Detail = $"job {job.Id} {job.State}" };
    }

    private async ValueTask<string> StartAsync(BulkLayout layout, bool includeDeleted, CancellationToken cancellationToken)
    {
        var request = new BulkQueryRequest { Operation = includeDeleted ? "queryAll" : "query", Query = layout.Query };
        var job = await api.CreateQueryJobAsync(version, request, cancellationToken).ConfigureAwait(false);
        return job.Id is { Length: > 0 } id ? id : throw new DriverException(DriverErrorCode.IncompleteResult, "Salesforce began a bulk query and did not say which. Try again.") { Retry = RetryAdvice.After };
    }

    private async ValueTask<long?> WaitAsync(string id, CancellationToken cancellationToken)
    {
        for (var wait = FirstPoll; ; wait = wait * 1.5 < LongestPoll ? wait * 1.5 : LongestPoll)
        {
            var job = await api.GetQueryJobAsync(version, id, cancellationToken).ConfigureAwait(false);
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
}
