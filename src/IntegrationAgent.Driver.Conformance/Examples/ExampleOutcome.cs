namespace IntegrationAgent.Driver.Conformance;

/// <summary>What became of an example. Immutable.</summary>
public sealed class ExampleOutcome
{
    /// <summary>Why it does not compile, breaks a rule of scripts, or did not come to its end; empty for none of these.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>What its text does, in the words of <see cref="ConformanceExample.Effects"/>.</summary>
    public IReadOnlyList<string> Effects { get; init; } = [];

    /// <summary>What it was seen to do.</summary>
    public IReadOnlyList<string> Observed { get; init; } = [];

    /// <summary>What became of the records that it wrote, one for each write.</summary>
    public IReadOnlyList<ExampleWrite> Writes { get; init; } = [];
}
