using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.DriverHost;

internal sealed partial class DriverSession
{
    /// <summary>Keeps an event of outcomes far below the most that one may have, whatever the errors say.</summary>
    private const int OutcomesInEvent = 2_000;

    private async Task BulkStartAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var request = exchange.ReadBody(WireJson.Default.BulkWriteRequest);
        exchange.Reply(await Bulk.StartAsync(request, cancellationToken).ConfigureAwait(false), WireJson.Default.OperationHandle);
    }

    private async Task BulkUploadAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var handle = exchange.ReadBody(WireJson.Default.OperationHandle);
        await Bulk.UploadAsync(handle, PagesAsync(exchange, cancellationToken), cancellationToken).ConfigureAwait(false);
        exchange.Reply(Nothing.Instance, WireJson.Default.Nothing);
    }

    private async Task BulkResultsAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var handle = exchange.ReadBody(WireJson.Default.OperationHandle);
        var response = await Bulk.GetResultsAsync(handle, cancellationToken).ConfigureAwait(false);
        var sent = 0;
        foreach (var piece in response.Outcomes.Chunk(OutcomesInEvent))
            exchange.SendEvent(DriverMethods.OutcomeEvent, BatchOutcome.From(sent++, new WriteResponse { Outcomes = piece }), WireJson.Default.BatchOutcome);
        exchange.Reply(new BulkResultsReply { State = response.State, Error = response.Error }, WireJson.Default.BulkResultsReply);
    }

    private IBulkWriter Bulk => Able<IBulkWriter>("write through jobs of the system");

    private static async IAsyncEnumerable<RecordPage> PagesAsync(WireExchange exchange, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var received in exchange.ReadPagesAsync(cancellationToken).ConfigureAwait(false))
            yield return received.ToRecordPage();
    }
}
