using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

public sealed partial class SalesforceClient
{
    /// <inheritdoc />
    public async Task<WriteResponse> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var before = budget.CallsMade;
        var plan = await writes.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        var outcomes = await new RecordWriterRun(plan, collections, finder, context).RunAsync(cancellationToken).ConfigureAwait(false);
        return new WriteResponse { Outcomes = outcomes, Calls = (int)(budget.CallsMade - before) };
    }

    /// <inheritdoc />
    public async Task<ProbeResponse> ProbeAsync(ProbeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = await writes.PlanAsync(request.Write, cancellationToken).ConfigureAwait(false);
        return new ProbeResponse { Results = await new WriteProbe(plan, finder, request.SentAt).RunAsync(cancellationToken).ConfigureAwait(false) };
    }
}
