namespace IntegrationAgent.Drivers.Salesforce.Simulator;

/// <summary>The new name of a field.</summary>
public sealed class OrgFieldRename
{
    /// <summary>The new API name.</summary>
    public required string Name { get; set; }

    /// <summary>The new label; null keeps the old one.</summary>
    public string? Label { get; set; }
}
