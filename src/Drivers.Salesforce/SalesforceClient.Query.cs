using System.Globalization;
using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

public sealed partial class SalesforceClient
{
    /// <summary>From so many records on, a job's start and wait cost less than the pages they save.</summary>
    private const long BulkFrom = 100_000;

    /// <inheritdoc />
    public async IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = await planner.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        var pages = await UsesBulkAsync(plan, request, cancellationToken).ConfigureAwait(false)
            ? bulk.RunAsync(plan, request.Cursor, cancellationToken)
            : runner.RunAsync(plan, request.Cursor, cancellationToken);
        await foreach (var page in pages.ConfigureAwait(false))
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

    private async ValueTask<bool> UsesBulkAsync(QueryPlan plan, QueryRequest request, CancellationToken cancellationToken)
    {
        if (request.Cursor is not null)
            return BulkCursor.Is(request.Cursor);
        if (connection.Transport == "rest" || !BulkRunner.CanRun(plan))
            return false;
        if (connection.Transport == "bulk")
            return true;
        if (request.Limit < BulkFrom || request.OrderBy.Count > 0)
            return false;
        var count = await natives.PlanAsync(new NativeQueryRequest { Text = $"SELECT COUNT() FROM {plan.Object}{plan.Tails[0]}" }, cancellationToken).ConfigureAwait(false);
        var records = 0L;
        await foreach (var page in runner.RunAsync(count, null, cancellationToken).ConfigureAwait(false))
        {
            using (page)
                records = page[0].GetInt64(0) ?? 0;
        }

        context.Log.Write(DriverLogLevel.Debug, "transport_chosen", string.Create(CultureInfo.InvariantCulture, $"{records} records of {plan.Object}"));
        return records >= BulkFrom;
    }
}
