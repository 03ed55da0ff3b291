using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

public sealed partial class SalesforceClient
{
    /// <summary>Counts how fields are filled, without reading a record.</summary>
    /// <param name="objectName">The object.</param>
    /// <param name="fields">Its own fields.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>What was counted.</returns>
    [DriverOperation("profile_fields", Effect = OperationEffect.Read, Idempotent = true, Examples = ["profile"])]
    public Task<ObjectAggregates> ProfileFieldsAsync(string objectName, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(objectName);
        ArgumentNullException.ThrowIfNull(fields);
        return new AggregateProfile(cache, resolver, runner, context).RunAsync(objectName, fields, cancellationToken);
    }
}
