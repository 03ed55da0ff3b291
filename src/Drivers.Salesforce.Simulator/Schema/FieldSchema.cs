using System.Collections.Frozen;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

/// <summary>One field as the describe result shows it. What follows from the type is computed here.</summary>
internal sealed class FieldSchema
{
    private FrozenDictionary<string, int>? _picklistOrder;

    public required string Name { get; set; }

    public required string Label { get; set; }

    public required FieldType Type { get; init; }

    public int Index { get; set; }

    public int Length { get; init; }

    public int Precision { get; init; }

    public int Scale { get; init; }

    public int Digits { get; init; }

    public bool Custom { get; init; }

    public bool Nillable { get; init; }

    public bool Createable { get; init; }

    public bool Updateable { get; init; }

    public bool DefaultedOnCreate { get; init; }

    public bool? FilterableOverride { get; init; }

    public bool? GroupableOverride { get; init; }

    public bool? SortableOverride { get; init; }

    public bool? PermissionableOverride { get; init; }

    public bool AutoNumber { get; init; }

    public string AutoNumberPrefix { get; set; } = "";

    public bool CaseSensitive { get; init; }

    public bool Unique { get; init; }

    public bool ExternalId { get; init; }

    public bool IdLookupOverride { get; init; }

    public bool NameField { get; init; }

    public bool Restricted { get; init; }

    public bool CascadeDelete { get; init; }

    public bool RestrictedDelete { get; init; }

    public bool MasterDetail { get; init; }

    public bool Polymorphic => ReferenceTo.Count > 1;

    public string? CompoundFieldName { get; init; }

    public string? ExtraTypeInfo { get; init; }

    public string? Formula { get; init; }

    public RollUp? RollUp { get; init; }

    public string? RelationshipName { get; set; }

    /// <summary>The name under which the parent sees its children, or null when they cannot be queried from it.</summary>
    public string? ChildRelationshipName { get; init; }

    public string? HelpText { get; init; }

    public string? DefaultValue { get; init; }

    public string? ControllerName { get; init; }

    public IReadOnlyList<string> ReferenceTo { get; set; } = [];

    public IReadOnlyList<PicklistEntry> Picklist { get; init; } = [];

    public bool IsText => Type is FieldType.String or FieldType.Picklist or FieldType.Multipicklist or FieldType.Combobox
        or FieldType.Textarea or FieldType.Phone or FieldType.Email or FieldType.Url;

    public bool IsNumber => Type is FieldType.Currency or FieldType.Percent or FieldType.Double or FieldType.Int;

    public bool IsLongText => Type == FieldType.Textarea && Length > 255;

    public bool Required => !Nillable && Createable && !DefaultedOnCreate && Type != FieldType.Boolean;

    public int? ByteLengthOverride { get; init; }

    public int ByteLength => ByteLengthOverride ?? (IsText ? Length * 3 : Type is FieldType.Id or FieldType.Reference ? 18 : 0);

    public bool Aggregatable => Type is not (FieldType.Boolean or FieldType.Address or FieldType.Multipicklist) && !IsLongText;

    public bool Filterable => FilterableOverride ?? !IsLongText;

    public bool Sortable => SortableOverride ?? (Type is not (FieldType.Address or FieldType.Multipicklist) && !IsLongText);

    public bool Groupable => GroupableOverride ?? (Type is not (FieldType.Currency or FieldType.Percent or FieldType.Double
        or FieldType.Datetime or FieldType.Time or FieldType.Address or FieldType.Multipicklist) && !IsLongText && !AutoNumber && Formula is null);

    public bool Permissionable => PermissionableOverride ?? (Custom
        ? Nillable && !MasterDetail
        : Type == FieldType.Address || (Nillable && (Createable || Updateable) && Name != "RecordTypeId" && ExtraTypeInfo != "personname"));

    public bool IdLookup => IdLookupOverride || ExternalId || Type == FieldType.Id;

    public bool SearchPrefilterable => Type == FieldType.Reference && Nillable && Createable && Updateable && Name != "RecordTypeId" && !Polymorphic;

    public string SoapType => Type switch
    {
        FieldType.Id or FieldType.Reference => "tns:ID",
        FieldType.Boolean => "xsd:boolean",
        FieldType.Currency or FieldType.Percent or FieldType.Double => "xsd:double",
        FieldType.Int => "xsd:int",
        FieldType.Date => "xsd:date",
        FieldType.Datetime => "xsd:dateTime",
        FieldType.Time => "xsd:time",
        FieldType.Address => "urn:address",
        _ => "xsd:string",
    };

    public string TypeName => Type.ToString().ToLowerInvariant();

    /// <summary>The place of a value in the picklist, by which picklists sort; values outside it come last.</summary>
    public int PicklistRank(string value)
    {
        _picklistOrder ??= Picklist.Select((p, i) => (p.Value, i)).DistinctBy(p => p.Value, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(p => p.Value, p => p.i, StringComparer.OrdinalIgnoreCase);
        return _picklistOrder.GetValueOrDefault(value, int.MaxValue);
    }
}
