namespace IntegrationAgent.Driver.Conformance;

/// <summary>One record outside of the driver: what the kit gives the system, or what the system holds. Names compare by ordinal. Immutable.</summary>
public sealed class ConformanceRow
{
    private readonly Dictionary<string, RecordValue> values;

    /// <summary>Copies the values.</summary>
    public ConformanceRow(IEnumerable<KeyValuePair<string, RecordValue>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        this.values = new Dictionary<string, RecordValue>(values, StringComparer.Ordinal);
    }

    /// <summary>The names of the fields that have a value or a null.</summary>
    public IReadOnlyCollection<string> Names => values.Keys;

    /// <summary>
    /// The time of change that the system gives the record, where it is another than now: a transaction that began earlier and ends only now. Null for now.
    /// </summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The field's value; <see cref="RecordValue.Absent"/> where it has none.</summary>
    public RecordValue this[string name] => values.GetValueOrDefault(name, RecordValue.Absent);

    /// <summary>The values as texts in the invariant culture, joined: identifies a record by its key fields.</summary>
    public string Key(IReadOnlyList<string> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return string.Join('\u001f', fields.Select(field => this[field].ToInvariantString()));
    }

    /// <summary>The same record with one value changed.</summary>
    public ConformanceRow With(string name, RecordValue value) => new([.. values.Where(pair => pair.Key != name), new(name, value)]) { ChangedAt = ChangedAt };

    /// <summary>The field names only: values may be personal.</summary>
    public override string ToString() => string.Join(", ", values.Keys);
}
