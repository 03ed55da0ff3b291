namespace IntegrationAgent.Driver.Conformance;

/// <summary>A field of a <see cref="ConformanceObject"/>. Immutable.</summary>
public sealed class ConformanceField
{
    /// <summary>The name by which requests address it.</summary>
    public required string Name { get; init; }

    /// <summary>The logical type that discovery must report.</summary>
    public required FieldType Type { get; init; }

    /// <summary>False for a field that only the system sets: an identifier, a time of change.</summary>
    /// <value>Default: true.</value>
    public bool Writable { get; init; } = true;

    /// <summary>True where a value may be missing.</summary>
    /// <value>Default: true.</value>
    public bool Nullable { get; init; } = true;

    /// <summary>The greatest length of a text in characters, or of bytes; null where unlimited.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Significant digits of a decimal. Default: 18.</summary>
    public int Precision { get; init; } = 18;

    /// <summary>Digits after the point of a decimal. Default: 2.</summary>
    public int Scale { get; init; } = 2;

    /// <summary>The only values that the system takes; empty where it is free.</summary>
    public IReadOnlyList<RecordValue> Choices { get; init; } = [];

    /// <summary>False where the system stores another value than the one that was given (it trims, rounds or drops an offset), and the kit should only give plain ones.</summary>
    /// <value>Default: true.</value>
    public bool KeepsEdgeValues { get; init; } = true;

    /// <summary>Gives the value of the n-th record, from 0, where the kit's own would not be accepted; null for the kit's own.</summary>
    public Func<int, RecordValue>? Value { get; init; }
}
