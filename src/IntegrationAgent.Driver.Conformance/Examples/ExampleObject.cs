namespace IntegrationAgent.Driver.Conformance;

/// <summary>
/// An object of a system that is not the driver's, which the kit holds in memory while an example runs; or an object of the driver's system that the example
/// creates, so that discovery cannot describe it before. Immutable.
/// </summary>
public sealed class ExampleObject
{
    /// <summary>The connection's name in the example.</summary>
    public required string Connection { get; init; }

    /// <summary>The object, with the fields that the example uses.</summary>
    public required ConformanceObject Object { get; init; }

    /// <summary>What it holds at first; asked for after <see cref="ConformanceExample.PrepareAsync"/>, with the driver's system.</summary>
    /// <value>Default: null, which stands for 25 generated records where the example reads it, and none where it does not.</value>
    public Func<ConformanceTarget, IReadOnlyList<ConformanceRow>>? Records { get; init; }
}
