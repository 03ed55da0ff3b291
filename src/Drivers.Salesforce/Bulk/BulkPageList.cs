namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Where the next pages of a job's result are, so that they can be loaded side by side.</summary>
/// <param name="Locators">Their locators, in order.</param>
/// <param name="Next">Where to ask for more; null at the end.</param>
internal sealed record BulkPageList(IReadOnlyList<string> Locators, string? Next);
