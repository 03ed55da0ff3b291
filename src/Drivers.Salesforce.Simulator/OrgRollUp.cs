namespace IntegrationAgent.Drivers.Salesforce.Simulator;

/// <summary>A field whose value sums up the records that refer to its record.</summary>
public sealed class OrgRollUp
{
    /// <summary>The name under which the object sees its children, such as <c>Contacts</c>.</summary>
    public required string Relationship { get; set; }

    /// <summary>COUNT, SUM, MIN or MAX.</summary>
    public required string Function { get; set; }

    /// <summary>The number field of the children that is summed up; not for COUNT.</summary>
    public string? Field { get; set; }
}
