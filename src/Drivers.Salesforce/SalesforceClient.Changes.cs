using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

public sealed partial class SalesforceClient
{
    /// <inheritdoc />
    public IAsyncEnumerable<ChangePage> GetChangesAsync(ChangesRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var log = new DeleteLog(api, planner, runner, context, connection.Version);
        return new ChangeReader(cache, planner, runner, log, connection.ChangeOverlap).ReadAsync(request, cancellationToken);
    }
}
