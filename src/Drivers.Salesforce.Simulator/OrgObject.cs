namespace IntegrationAgent.Drivers.Salesforce.Simulator;

/// <summary>One object of an <see cref="OrgDefinition"/>: a change to a standard object, or a new custom object.</summary>
public sealed class OrgObject
{
    /// <summary>The API name; a custom object's ends with <c>__c</c>.</summary>
    public required string Name { get; set; }

    /// <summary>The label of a new object; the name's words when absent.</summary>
    public string? Label { get; set; }

    /// <summary>The plural label of a new object; the label and an <c>s</c> when absent.</summary>
    public string? LabelPlural { get; set; }

    /// <summary>The label of a new object's Name field.</summary>
    /// <value>The default is the object's label and the word <c>Name</c>, or <c>Number</c> when numbered automatically.</value>
    public string? NameLabel { get; set; }

    /// <summary>Makes a new object's Name an auto number with this prefix, such as <c>INQ-</c>; null leaves it a text.</summary>
    public string? AutoNumber { get; set; }

    /// <summary>Fields that are taken away.</summary>
    public IReadOnlyList<string> RemoveFields { get; set; } = [];

    /// <summary>Fields that get another name and perhaps label, by their present name.</summary>
    public IReadOnlyDictionary<string, OrgFieldRename> RenameFields { get; set; } = new Dictionary<string, OrgFieldRename>();

    /// <summary>Fields that are added.</summary>
    public IReadOnlyList<OrgField> Fields { get; set; } = [];

    /// <summary>The number of records; null means the standard number, or none for a new object without <see cref="RecordsPerLead"/>.</summary>
    public int? Records { get; set; }

    /// <summary>The number of records as a multiple of the simulator's number of leads.</summary>
    public double? RecordsPerLead { get; set; }

    /// <summary>How values of a field are drawn, by field name.</summary>
    public IReadOnlyDictionary<string, OrgValues> Values { get; set; } = new Dictionary<string, OrgValues>();

    /// <summary>Rules that refuse a record.</summary>
    public IReadOnlyList<OrgValidationRule> ValidationRules { get; set; } = [];

    /// <summary>Rules that find duplicates of a record on save.</summary>
    public IReadOnlyList<OrgDuplicateRule> DuplicateRules { get; set; } = [];
}
