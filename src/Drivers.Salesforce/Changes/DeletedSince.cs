namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Deletes, and up to where they are known.</summary>
internal sealed record DeletedSince(IReadOnlyList<(string Id, DateTimeOffset At)> Records, DateTimeOffset Covered);
