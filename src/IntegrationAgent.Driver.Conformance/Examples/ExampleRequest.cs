namespace IntegrationAgent.Driver.Conformance;

/// <summary>An example to run. Immutable.</summary>
public sealed class ExampleRequest
{
    /// <summary>The example's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its text, without bindings.</summary>
    public required string Source { get; init; }

    /// <summary>Its connections.</summary>
    public required IReadOnlyList<ExampleConnection> Connections { get; init; }

    /// <summary>The clock by which the example runs.</summary>
    public required TimeProvider Clock { get; init; }
}
