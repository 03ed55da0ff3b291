namespace IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

/// <summary>One object type: its flags, its fields in describe order, and who refers to it.</summary>
internal sealed class ObjectSchema
{
    private readonly Dictionary<string, FieldSchema> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<FieldSchema> _fields = [];

    public required string Name { get; init; }

    public required string Label { get; init; }

    public required string LabelPlural { get; init; }

    public required string KeyPrefix { get; init; }

    public int Index { get; set; }

    public bool Custom { get; init; }

    public IReadOnlySet<string> Flags { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    public bool Createable => !Flags.Contains("readonly") && !Flags.Contains("nocreate");

    public bool Updateable => !Flags.Contains("readonly");

    public bool Deletable => !Flags.Contains("readonly") && !Flags.Contains("nodelete");

    public bool Mergeable => Flags.Contains("mergeable");

    public bool Undeletable => Deletable && !Flags.Contains("nobin");

    public bool Replicateable => !Flags.Contains("noreplicate");

    public bool Searchable => !Flags.Contains("nosearch");

    public bool Layoutable => !Flags.Contains("nolayout");

    public bool Feed => Flags.Contains("feed");

    public bool DeepCloneable => Flags.Contains("deepclone");

    public IReadOnlyList<FieldSchema> Fields => _fields;

    public List<ChildRelationship> Children { get; } = [];

    public List<ValidationRule> ValidationRules { get; } = [];

    public List<DuplicateRule> DuplicateRules { get; } = [];

    public FieldSchema? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The reference field whose relationship carries this name, such as <c>Owner</c> for <c>OwnerId</c>.</summary>
    public FieldSchema? FindRelationship(string name) =>
        _fields.FirstOrDefault(f => f.RelationshipName is not null && f.Type == FieldType.Reference && f.RelationshipName.Equals(name, StringComparison.OrdinalIgnoreCase));

    public FieldSchema NameField => _fields.FirstOrDefault(f => f.NameField) ?? _fields[0];

    public void Add(FieldSchema field)
    {
        _byName.Add(field.Name, field);
        field.Index = _fields.Count;
        _fields.Add(field);
    }

    public bool Remove(string name)
    {
        if (!_byName.Remove(name, out var field)) return false;
        _fields.Remove(field);
        for (var i = 0; i < _fields.Count; i++) _fields[i].Index = i;
        return true;
    }

    public void Rename(FieldSchema field, string name)
    {
        _byName.Remove(field.Name);
        if (field.RelationshipName is not null && name.EndsWith("__c", StringComparison.Ordinal)) field.RelationshipName = name[..^1] + "r";
        field.Name = name;
        _byName.Add(name, field);
    }
}
