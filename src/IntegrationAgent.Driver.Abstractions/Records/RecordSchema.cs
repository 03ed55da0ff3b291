namespace IntegrationAgent.Driver;

/// <summary>The columns that all records of a stream share. Immutable, thread-safe; names compare by ordinal.</summary>
public sealed class RecordSchema
{
    private readonly Dictionary<string, int> ordinals;

    /// <summary>Copies the fields.</summary>
    /// <exception cref="ArgumentException">Two fields have one name, or there are more than <see cref="MaxFields"/>.</exception>
    public RecordSchema(IEnumerable<RecordField> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        Fields = [.. fields];
        if (Fields.Count > MaxFields)
            throw new ArgumentException($"A schema has at most {MaxFields} fields.", nameof(fields));
        Types = [.. Fields.Select(field => field.Type)];
        ordinals = new Dictionary<string, int>(Fields.Count, StringComparer.Ordinal);
        for (var i = 0; i < Fields.Count; i++)
        {
            if (!ordinals.TryAdd(Fields[i].Name, i))
                throw new ArgumentException($"The field '{Fields[i].Name}' is there twice.", nameof(fields));
        }
    }

    /// <summary>The greatest number of fields.</summary>
    public const int MaxFields = 2000;

    /// <summary>The fields, in the order of the values.</summary>
    public IReadOnlyList<RecordField> Fields { get; }

    /// <summary>The types of <see cref="Fields"/>, for the code that runs once for each value.</summary>
    internal FieldType[] Types { get; }

    /// <summary>The field's position, or -1.</summary>
    public int IndexOf(string name) => ordinals.TryGetValue(name, out var ordinal) ? ordinal : -1;
}
