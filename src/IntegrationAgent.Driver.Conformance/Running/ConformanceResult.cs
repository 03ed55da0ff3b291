using System.Globalization;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>What became of one check. Immutable.</summary>
public sealed class ConformanceResult
{
    /// <summary>The check.</summary>
    public required ConformanceCheck Check { get; init; }

    /// <summary>Whether it passed.</summary>
    public required ConformanceStatus Status { get; init; }

    /// <summary>How many things were observed. A check that observed nothing has failed.</summary>
    public required int Observations { get; init; }

    /// <summary>Why it failed and what to do, or why it is not applicable; empty when it passed. No secret and no record content.</summary>
    public string Message { get; init; } = "";

    /// <summary>How long it took by the real clock.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>True when the check was left behind at its deadline.</summary>
    internal bool Hung { get; init; }

    /// <summary>One line for people.</summary>
    public override string ToString() => Status switch
    {
        ConformanceStatus.Passed => string.Create(CultureInfo.InvariantCulture, $"{Check.Id} {Check.Name} passed: {Observations} observations in {Duration.TotalMilliseconds:F0} ms"),
        ConformanceStatus.NotApplicable => $"{Check.Id} {Check.Name} not applicable: {Message}",
        _ => $"{Check.Id} {Check.Name} failed: {Message} What it means: {Check.Meaning}",
    };
}
