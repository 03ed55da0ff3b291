namespace IntegrationAgent.Driver;

/// <summary>An object that is to exist.</summary>
public sealed class EnsureObjectRequest
{
    /// <summary>The object's name.</summary>
    public required string Object { get; init; }

    /// <summary>Its fields. Name, type, nullability, length, precision and scale are used.</summary>
    public required IReadOnlyList<FieldSchema> Fields { get; init; }

    /// <summary>The fields that identify a record; they become the primary key.</summary>
    public required IReadOnlyList<string> KeyFields { get; init; }

    /// <summary>True to say what would happen and change nothing.</summary>
    public bool DryRun { get; init; }
}
