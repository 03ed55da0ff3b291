namespace IntegrationAgent.Driver.Conformance;

/// <summary>A connection of an example. The client belongs to the kit, which disposes it. Immutable.</summary>
public sealed class ExampleConnection
{
    /// <summary>The connection's name in the example.</summary>
    public required string Name { get; init; }

    /// <summary>What the example talks to.</summary>
    public required IDriverClient Client { get; init; }

    /// <summary>The objects that bindings are made for, as discovery describes them.</summary>
    public required IReadOnlyList<ObjectSchema> Objects { get; init; }

    /// <summary>True where the example reads from it.</summary>
    public required bool IsSource { get; init; }

    /// <summary>True where the example writes to it.</summary>
    public required bool IsTarget { get; init; }
}
