namespace IntegrationAgent.Driver.Conformance;

/// <summary>An object of the system (a table, an entity) that the kit may fill, read and empty. It states the truth; the driver's discovery is compared with it. Immutable.</summary>
public sealed class ConformanceObject
{
    /// <summary>The name by which requests address it.</summary>
    public required string Name { get; init; }

    /// <summary>The fields, at least the writable ones and the key. Those that only the system sets have <see cref="ConformanceField.Writable"/> false.</summary>
    public required IReadOnlyList<ConformanceField> Fields { get; init; }

    /// <summary>The fields that identify a record when it is read.</summary>
    public required IReadOnlyList<string> KeyFields { get; init; }

    /// <summary>The writable fields by which a record is upserted. The kit gives each record unique values for them.</summary>
    /// <value>Default: empty, which stands for <see cref="KeyFields"/>.</value>
    public IReadOnlyList<string> UpsertKeyFields { get; init; } = [];

    /// <summary>About how many records the system puts on a page when it is asked for this many. The kit reads 0, 1, one less, one more and ten times as many.</summary>
    /// <value>Default: 20.</value>
    public int PageSize { get; init; } = 20;

    /// <summary>True where the system compares texts in filters without case, as the driver's idioms then say.</summary>
    /// <value>Default: false.</value>
    public bool IgnoresCase { get; init; }

    /// <summary>How long after its change time a record may still become visible, where transactions end late.</summary>
    /// <value>Default: zero, never.</value>
    public TimeSpan LateCommit { get; init; }

    /// <summary>Values that the system refuses for one record of a batch, for example a missing mandatory field. A driver that writes needs at least one.</summary>
    public IReadOnlyList<RejectedValue> Rejected { get; init; } = [];

    /// <summary>The relationships that discovery must report for this object, parents and children; empty where it has none.</summary>
    public IReadOnlyList<Relationship> Relationships { get; init; } = [];

    internal IReadOnlyList<string> WriteKey => UpsertKeyFields.Count > 0 ? UpsertKeyFields : KeyFields;

    internal ConformanceField Field(string name) =>
        Fields.FirstOrDefault(field => string.Equals(field.Name, name, StringComparison.Ordinal))
        ?? throw new ArgumentException($"The object '{Name}' of the adapter has no field '{name}'. Add it to Fields.", nameof(name));
}
