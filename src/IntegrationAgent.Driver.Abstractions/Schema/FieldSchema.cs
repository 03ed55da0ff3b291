namespace IntegrationAgent.Driver;

/// <summary>One field of an object, as this installation has it.</summary>
public sealed class FieldSchema
{
    /// <summary>The name by which requests address it.</summary>
    public required string Name { get; init; }

    /// <summary>The logical type.</summary>
    public required FieldType Type { get; init; }

    /// <summary>The name that people see; the same as <see cref="Name"/> where the system has none. Third-party text.</summary>
    public string Label { get; init; } = "";

    /// <summary>The system's own name of the type, for example <c>picklist</c> or <c>numeric(18,2)</c>.</summary>
    public string NativeType { get; init; } = "";

    /// <summary>The type of the elements of a <see cref="FieldType.List"/>; null otherwise.</summary>
    public FieldType? ElementType { get; init; }

    /// <summary>What people are told about the field; empty where nothing. Third-party text.</summary>
    public string Description { get; init; } = "";

    /// <summary>True when a value may be missing. Systems are known to be wrong about false.</summary>
    public bool Nullable { get; init; } = true;

    /// <summary>True when a new record must have a value.</summary>
    public bool RequiredForCreate { get; init; }

    /// <summary>True when a new record may set it.</summary>
    public bool Creatable { get; init; } = true;

    /// <summary>True when it can be changed later.</summary>
    public bool Updatable { get; init; } = true;

    /// <summary>True when queries can filter on it.</summary>
    public bool Filterable { get; init; } = true;

    /// <summary>True when queries can order by it.</summary>
    public bool Sortable { get; init; } = true;

    /// <summary>True when no two records may have the same value.</summary>
    public bool Unique { get; init; }

    /// <summary>True when an upsert can use it as its key.</summary>
    public bool UpsertKey { get; init; }

    /// <summary>True when the installation added it.</summary>
    public bool Custom { get; init; }

    /// <summary>True when it is computed.</summary>
    public bool Calculated { get; init; }

    /// <summary>The greatest length of a text in characters, or of bytes; null where unlimited or not applicable.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Significant digits of a decimal; null where not applicable.</summary>
    public int? Precision { get; init; }

    /// <summary>Digits after the point of a decimal; null where not applicable.</summary>
    public int? Scale { get; init; }

    /// <summary>The values to choose from; empty where it is free.</summary>
    public IReadOnlyList<PicklistValue> PicklistValues { get; init; } = [];

    /// <summary>True when only <see cref="PicklistValues"/> are accepted.</summary>
    public bool RestrictedPicklist { get; init; }

    /// <summary>The objects that a <see cref="FieldType.Reference"/> may point to.</summary>
    public IReadOnlyList<string> ReferenceTo { get; init; } = [];

    /// <summary>The name under which queries follow the reference; null where they cannot.</summary>
    public string? RelationshipName { get; init; }

    /// <summary>The field whose value decides which of <see cref="PicklistValues"/> may be chosen; null for none.</summary>
    public string? ControllingField { get; init; }

    /// <summary>The compound field that this one is a part of; null for none.</summary>
    public string? CompoundField { get; init; }

    /// <summary>How it is computed, in the system's own language; null where it is not, or the system does not say. Third-party text.</summary>
    public string? Formula { get; init; }

    /// <summary>True when the system keeps it encrypted, and may answer with a mask.</summary>
    public bool Encrypted { get; init; }
}
