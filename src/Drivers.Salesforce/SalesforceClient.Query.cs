using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

public sealed partial class SalesforceClient
{
    /// <summary>Fewer records than this fit into a few pages, whatever they look like: nothing is asked or weighed.</summary>
    private const long WorthWeighing = 10_000;

    /// <inheritdoc />
    public async IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = await planner.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        var cursor = request.Cursor;
        if (cursor is null && connection.Transport == "bulk" && BulkRunner.CanRun(plan))
            cursor = await bulk.StartAsync(plan, cancellationToken).ConfigureAwait(false);
        if (BulkCursor.Is(cursor))
        {
            await foreach (var page in bulk.RunAsync(plan, cursor!, cancellationToken).ConfigureAwait(false))
                yield return page;
            yield break;
        }

        // The first page of REST says how many records there are: when they are many, the rest of them is left to a job.
        var mayChange = cursor is null && connection.Transport == "auto" && request.OrderBy.Count == 0 && !(request.Limit < WorthWeighing) && BulkRunner.CanRun(plan);
        var job = (string?)null;
        await foreach (var page in runner.RunAsync(plan, cursor, cancellationToken).ConfigureAwait(false))
        {
            if (mayChange && page.StopReason is null && await BulkInsteadAsync(plan, cancellationToken).ConfigureAwait(false) is { } started)
            {
                page.Dispose();
                job = started;
                break;
            }

            mayChange = false;
            yield return page;
        }

        if (job is null)
            yield break;
        await foreach (var page in bulk.RunAsync(plan, job, cancellationToken).ConfigureAwait(false))
            yield return page;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<RecordPage> QueryNativeAsync(NativeQueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = await natives.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        await foreach (var page in runner.RunAsync(plan, request.Cursor, cancellationToken).ConfigureAwait(false))
            yield return page;
    }

    /// <summary>How long a bulk query may stand still; short in tests.</summary>
    internal TimeSpan BulkPatience
    {
        set => bulk.Patience = value;
    }

    /// <summary>How a query would be read.</summary>
    internal ValueTask<QueryPlan> PlanAsync(QueryRequest request, CancellationToken cancellationToken) => planner.PlanAsync(request, cancellationToken);

    /// <summary>Starts a job where that is cheaper; null where REST goes on, also because the job could not be had.</summary>
    private async ValueTask<string?> BulkInsteadAsync(QueryPlan plan, CancellationToken cancellationToken)
    {
        if (plan.FirstTotal is not { } records || records < WorthWeighing)
            return null;
        try
        {
            var limits = await limitCache.GetAsync(cancellationToken).ConfigureAwait(false);
            var chosen = TransportChoice.PrefersBulk(plan, records, CallsLeft(), limits.GetValueOrDefault("DailyBulkV2QueryJobs")?.Remaining);
            context.Log.Write(DriverLogLevel.Debug, "transport_chosen", TransportChoice.Describe(plan, records, chosen));
            return chosen ? await bulk.StartAsync(plan, cancellationToken).ConfigureAwait(false) : null;
        }
        catch (DriverException exception) when (exception.Scope != ErrorScope.Connection)
        {
            // Some objects are not for the Bulk API, and some queries run too long for a job: what REST began it can finish.
            context.Log.Write(DriverLogLevel.Warning, "transport_kept", $"rest goes on: a job ended with {exception.Code}");
            return null;
        }
    }

    /// <summary>The calls that are left above the reserve.</summary>
    private long? CallsLeft()
    {
        var daily = budget.GetStatus().Quotas.FirstOrDefault(quota => quota.Name == SalesforceLimits.Daily);
        return daily is { Remaining: { } remaining, Limit: { } limit } ? Math.Max(0, remaining - (limit * SalesforceLimits.ReservePercent / 100)) : null;
    }
}
