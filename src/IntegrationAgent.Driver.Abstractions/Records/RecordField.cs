namespace IntegrationAgent.Driver;

/// <summary>One column of a page.</summary>
public sealed class RecordField
{
    /// <summary>The field's name or path, as the request named it.</summary>
    public required string Name { get; init; }

    /// <summary>The type of its values.</summary>
    public required FieldType Type { get; init; }

    /// <summary>The type of the elements of a <see cref="FieldType.List"/>; null otherwise. Never a list itself.</summary>
    public FieldType? ElementType { get; init; }

    /// <summary>The schema of a <see cref="FieldType.Record"/>, or of the elements of a list of records; null otherwise.</summary>
    public RecordSchema? Nested { get; init; }
}
