namespace IntegrationAgent.Drivers.Salesforce.Simulator;

/// <summary>A field that an <see cref="OrgObject"/> adds.</summary>
public sealed class OrgField
{
    /// <summary>The API name; a custom field's ends with <c>__c</c>.</summary>
    public required string Name { get; set; }

    /// <summary>The label; the name's words when absent.</summary>
    public string? Label { get; set; }

    /// <summary>The type as in a describe result: string, picklist, multipicklist, textarea, phone, email, url, boolean, currency, percent, double, int, date, datetime, time, reference.</summary>
    public required string Type { get; set; }

    /// <summary>The length of a text, in characters.</summary>
    /// <value>The default is 255.</value>
    public int Length { get; set; } = 255;

    /// <summary>The precision of a number, in digits.</summary>
    /// <value>The default is 18.</value>
    public int Precision { get; set; } = 18;

    /// <summary>The digits after the point.</summary>
    /// <value>The default is 2.</value>
    public int Scale { get; set; } = 2;

    /// <summary>Whether a value must be given.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Required { get; set; }

    /// <summary>Whether two records may not carry the same value.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Unique { get; set; }

    /// <summary>Whether records can be upserted by this field.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool ExternalId { get; set; }

    /// <summary>Whether a picklist refuses values outside its list.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Restricted { get; set; }

    /// <summary>The values of a picklist, in order.</summary>
    public IReadOnlyList<string> Values { get; set; } = [];

    /// <summary>The objects that a reference may point to.</summary>
    public IReadOnlyList<string> ReferenceTo { get; set; } = [];

    /// <summary>The name under which the parent sees its children; null when it cannot.</summary>
    public string? ChildRelationship { get; set; }

    /// <summary>Whether deleting the parent deletes the record (a master-detail reference).</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool CascadeDelete { get; set; }

    /// <summary>Computes the field from others, such as <c>FirstName &amp; " of " &amp; Company</c> or <c>Budget__c * 0.2</c>; null stores it.</summary>
    public string? Formula { get; set; }

    /// <summary>Computes the field from the records that refer to its record; null does not.</summary>
    public OrgRollUp? RollUp { get; set; }

    /// <summary>The picklist or boolean field of the same object on which a picklist depends.</summary>
    public string? Controller { get; set; }

    /// <summary>The values that may be chosen, by value of the controlling field.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> DependsOn { get; set; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The value of a new record that gives none.</summary>
    public string? Default { get; set; }

    /// <summary>The help text.</summary>
    public string? Help { get; set; }
}
