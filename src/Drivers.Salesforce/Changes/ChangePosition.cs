namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Where a change feed stands; the JSON of it is the position that callers keep.</summary>
internal sealed class ChangePosition
{
    /// <summary>The version of this form.</summary>
    public int V { get; init; } = 1;
}
