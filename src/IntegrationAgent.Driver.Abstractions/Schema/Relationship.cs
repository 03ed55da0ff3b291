namespace IntegrationAgent.Driver;

/// <summary>A relationship between two objects.</summary>
public sealed class Relationship
{
    /// <summary>The name under which queries follow it; null where they cannot.</summary>
    public string? Name { get; init; }

    /// <summary>The object that was asked about.</summary>
    public required string FromObject { get; init; }

    /// <summary>The object at the other end; one entry for each where a reference is polymorphic.</summary>
    public required string ToObject { get; init; }

    /// <summary>The field that holds the reference: on <see cref="FromObject"/> for a parent, on <see cref="ToObject"/> for children.</summary>
    public required string Field { get; init; }

    /// <summary>Which way it goes.</summary>
    public required RelationshipKind Kind { get; init; }

    /// <summary>True when deleting the parent deletes the children.</summary>
    public bool CascadeDelete { get; init; }
}
