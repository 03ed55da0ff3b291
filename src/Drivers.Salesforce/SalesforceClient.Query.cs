using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

public sealed partial class SalesforceClient
{
    /// <inheritdoc />
    public async IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = await planner.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        await foreach (var page in runner.RunAsync(plan, request.Cursor, cancellationToken).ConfigureAwait(false))
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
}
