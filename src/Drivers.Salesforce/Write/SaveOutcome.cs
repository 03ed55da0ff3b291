using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>What Salesforce's answer for one record means as an outcome, whichever way the record went.</summary>
internal static class SaveOutcome
{
    internal static WriteOutcome Succeeded(WriteMode mode, string? id, bool created) => mode switch
    {
        WriteMode.Insert => WriteOutcome.Created(id),
        WriteMode.Delete => WriteOutcome.Deleted(id),
        WriteMode.Update => WriteOutcome.Updated(id),
        _ => created ? WriteOutcome.Created(id) : WriteOutcome.Updated(id),
    };

    /// <summary>The outcome of a record that was refused.</summary>
    /// <param name="mode">What was to be done.</param>
    /// <param name="id">The record's id, where the answer has one.</param>
    /// <param name="error">What Salesforce said.</param>
    /// <param name="notFound">What to say of a record that is not there; null for Salesforce's own words.</param>
    internal static WriteOutcome Failed(WriteMode mode, string? id, ApiError error, DriverError? notFound)
    {
        if (mode == WriteMode.Delete && error.Code is "ENTITY_IS_DELETED" or "INVALID_CROSS_REFERENCE_KEY" or "NOT_FOUND")
            return WriteOutcome.Unchanged(id);
        var isMissing = mode == WriteMode.Update && error.Code is "INVALID_CROSS_REFERENCE_KEY" && (error.Fields?.Count ?? 0) == 0;
        return WriteOutcome.Failed(isMissing && notFound is not null ? notFound : SalesforceErrorMapper.MakeRecordError(error), id);
    }
}
