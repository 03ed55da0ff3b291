namespace IntegrationAgent.Drivers.Salesforce.Simulator;

/// <summary>A rule that refuses a record.</summary>
public sealed class OrgValidationRule
{
    /// <summary>The rule's name.</summary>
    public required string Name { get; set; }

    /// <summary>The condition under which a record is refused, as a SOQL filter such as <c>Email = null AND Phone = null</c>.</summary>
    public required string ErrorWhen { get; set; }

    /// <summary>The message that the caller gets.</summary>
    public required string Message { get; set; }

    /// <summary>The field at which the error is shown; null for the whole record.</summary>
    public string? Field { get; set; }
}
