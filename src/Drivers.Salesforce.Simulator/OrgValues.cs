namespace IntegrationAgent.Drivers.Salesforce.Simulator;

/// <summary>How the seeded values of one field are drawn.</summary>
public sealed class OrgValues
{
    /// <summary>The share of records without a value, 0 to 1.</summary>
    /// <value>The default is 0.</value>
    public double Null { get; set; }

    /// <summary>The values and their weights; empty leaves the choice to the field's type.</summary>
    public IReadOnlyDictionary<string, double> Choices { get; set; } = new Dictionary<string, double>();

    /// <summary>A built-in source: firstName, lastName, fullName, company, email, phone, city, sentence.</summary>
    public string? Kind { get; set; }

    /// <summary>A text in which <c>{n}</c> is the record's number, such as <c>MK-{n}</c>.</summary>
    public string? Template { get; set; }

    /// <summary>The smallest number.</summary>
    /// <value>The default is 0.</value>
    public double Min { get; set; }

    /// <summary>The greatest number.</summary>
    /// <value>The default is 100.</value>
    public double Max { get; set; } = 100;
}
