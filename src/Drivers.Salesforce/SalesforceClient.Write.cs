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
        var probe = new WriteProbe(plan, finder, request.SentAt);
        return new ProbeResponse
        {
            Results = plan.Key is null
                ? await new InsertProbe(plan, probe, planner, runner, userId, probe.Since).RunAsync(cancellationToken).ConfigureAwait(false)
                : await probe.RunAsync(cancellationToken).ConfigureAwait(false),
        };
    }

    /// <inheritdoc />
    public Task<OperationHandle> StartAsync(BulkWriteRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return bulkWriter.StartAsync(request, cancellationToken);
    }

    /// <inheritdoc />
    public Task UploadAsync(OperationHandle handle, IAsyncEnumerable<RecordPage> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(records);
        return bulkWriter.UploadAsync(handle, records, cancellationToken);
    }

    /// <inheritdoc />
    public Task<BulkWriteResponse> GetResultsAsync(OperationHandle handle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return bulkWriter.GetResultsAsync(handle, cancellationToken);
    }

    /// <summary>Ends a bulk write that has not ended. Records that were written stay written.</summary>
    /// <param name="job">The id of the handle.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [DriverOperation("abort_bulk_write", Effect = OperationEffect.Write, Idempotent = true, Examples = ["abort-bulk-write"])]
    public Task AbortBulkWriteAsync(string job, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(job);
        return bulkWriter.AbortAsync(job, cancellationToken);
    }

    /// <summary>Takes records out of the recycle bin, with what was deleted with them.</summary>
    /// <param name="ids">The ids of deleted records, of any objects.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What became of each, in order.</returns>
    [DriverOperation("undelete", Effect = OperationEffect.Write, Idempotent = true, Examples = ["undelete"])]
    public Task<IReadOnlyList<UndeleteResult>> UndeleteAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return new UndeleteTransport(http, connection.Version).RunAsync(ids, cancellationToken);
    }

    /// <summary>How many bytes of text go into one job; small in tests.</summary>
    internal int BulkPartBytes
    {
        set => bulkWriter.PartBytes = value;
    }
}
