using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.DriverHost;

internal sealed partial class DriverSession
{
    private async Task CheckAsync(WireExchange exchange, CancellationToken cancellationToken) =>
        exchange.Reply(await Client.CheckAsync(cancellationToken).ConfigureAwait(false), WireJson.Default.ConnectionCheck);

    private async Task ListObjectsAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var request = exchange.ReadBody(WireJson.Default.ListObjectsRequest);
        exchange.Reply(await Client.ListObjectsAsync(request, cancellationToken).ConfigureAwait(false), WireJson.Default.IReadOnlyListObjectSummary);
    }

    private async Task GetFieldsAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var request = exchange.ReadBody(WireJson.Default.GetFieldsRequest);
        exchange.Reply(await Client.GetFieldsAsync(request, cancellationToken).ConfigureAwait(false), WireJson.Default.ObjectSchema);
    }

    private async Task GetRelationshipsAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var request = exchange.ReadBody(WireJson.Default.GetRelationshipsRequest);
        exchange.Reply(await Client.GetRelationshipsAsync(request, cancellationToken).ConfigureAwait(false), WireJson.Default.IReadOnlyListRelationship);
    }

    private async Task EnsureObjectAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var request = exchange.ReadBody(WireJson.Default.EnsureObjectRequest);
        var editor = Able<ISchemaEditor>("create objects");
        exchange.Reply(await editor.EnsureObjectAsync(request, cancellationToken).ConfigureAwait(false), WireJson.Default.EnsureObjectResponse);
    }

    private async Task RateLimitAsync(WireExchange exchange, CancellationToken cancellationToken) =>
        exchange.Reply(await Client.GetRateLimitAsync(cancellationToken).ConfigureAwait(false), WireJson.Default.RateLimitStatus);

    private async Task OperationAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var body = exchange.ReadBody(WireJson.Default.OperationBody);
        var operations = Able<IDriverOperations>("be called by operations of its own");
        var result = await operations.InvokeOperationAsync(body.Operation, body.Arguments, cancellationToken).ConfigureAwait(false);
        exchange.Reply(new OperationReply { Result = result }, WireJson.Default.OperationReply);
    }
}
