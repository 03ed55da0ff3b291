using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.DriverHosts;

public sealed partial class DriverConnection
{
    /// <inheritdoc />
    public Task<OperationHandle> StartBulkAsync(BulkWriteRequest request, CancellationToken cancellationToken) =>
        CallAsync(DriverMethods.BulkStart, request, WireJson.Default.BulkWriteRequest, WireJson.Default.OperationHandle, cancellationToken);

    /// <inheritdoc />
    public async Task UploadBulkAsync(OperationHandle handle, WirePage records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        try
        {
            using var exchange = wire.Open(DriverMethods.BulkUpload, handle, WireJson.Default.OperationHandle);
            await exchange.SendPageAsync(records, 0, cancellationToken).ConfigureAwait(false);
            exchange.EndPages();
            await exchange.GetReplyAsync(WireJson.Default.Nothing, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (NeedsExplaining(exception))
        {
            throw await ExplainAsync(exception).ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public async Task<BulkWriteResponse> GetBulkResultsAsync(OperationHandle handle, CancellationToken cancellationToken)
    {
        try
        {
            using var exchange = wire.Open(DriverMethods.BulkResults, handle, WireJson.Default.OperationHandle);
            var outcomes = new List<WriteOutcome>();
            await foreach (var piece in exchange.ReadEventsAsync(cancellationToken).ConfigureAwait(false))
                outcomes.AddRange(piece.Read(WireJson.Default.BatchOutcome).ToOutcomes());
            var reply = await exchange.GetReplyAsync(WireJson.Default.BulkResultsReply, cancellationToken).ConfigureAwait(false);
            return new BulkWriteResponse { State = reply.State, Outcomes = outcomes, Error = reply.Error };
        }
        catch (Exception exception) when (NeedsExplaining(exception))
        {
            throw await ExplainAsync(exception).ConfigureAwait(false);
        }
    }
}
