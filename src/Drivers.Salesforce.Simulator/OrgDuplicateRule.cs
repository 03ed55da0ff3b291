namespace IntegrationAgent.Drivers.Salesforce.Simulator;

/// <summary>A rule that finds records equal to the one being saved.</summary>
public sealed class OrgDuplicateRule
{
    /// <summary>The rule's name.</summary>
    public required string Name { get; set; }

    /// <summary>The fields that must all be equal and not null.</summary>
    public required IReadOnlyList<string> MatchFields { get; set; }

    /// <summary>The message that the caller gets.</summary>
    /// <value>The default is <c>Use one of these records?</c></value>
    public string Message { get; set; } = "Use one of these records?";

    /// <summary>Whether a caller who asks for it may save anyway.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool AllowSave { get; set; } = true;
}
