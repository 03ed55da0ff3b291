using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>A page of a job's result that has arrived whole.</summary>
/// <param name="Parts">Its records, in parts, each in a writer of its own.</param>
/// <param name="Next">The locator of the page after it; null for the last.</param>
internal sealed record BulkLoadedPage(IReadOnlyList<RecordPageWriter> Parts, string? Next);
